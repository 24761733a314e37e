BeforeDiscovery {
    . "$PSScriptRoot/../common.ps1"
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters
    $commands = Get-Command -Module Fleet | ForEach-Object {
        @{
            Name       = $_.Name
            Parameters = @($_.Parameters.Keys | Where-Object { $_ -notin $common })
            Examples   = @((Get-Help -Name $_.Name).examples.example | ForEach-Object { @{ Title = $_.title.Trim('- '); Code = $_.code } })
        }
    }
    $topics = Get-ChildItem -Path (Join-Path $RepositoryRoot 'src/help/en-US/about_*.md') | ForEach-Object BaseName
}

BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $known = (Get-Command -Module Fleet).Name + (Get-ChildItem -Path (Join-Path $RepositoryRoot 'src/help/en-US/about_*.md') | ForEach-Object BaseName)
}

Describe 'Get-Help <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help -Name $Name -Full
    }

    It 'says what the command does' {
        # Without a page the shell makes up the syntax as the synopsis.
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match ([regex]::Escape($Name))
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'has at least two examples' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
    }

    It 'shows the parameter sets that the command has' {
        @($help.syntax.syntaxItem).Count | Should -Be (Get-Command -Name $Name).ParameterSets.Count
    }

    It 'names related commands and topics that exist' {
        $links = @($help.relatedLinks.navigationLink.linkText)
        $links | Should -Not -BeNullOrEmpty
        $links | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
    }

    It 'describes every parameter, with the type it has' {
        # A command without parameters has no such element.
        $described = @(if ($help.parameters.PSObject.Properties['parameter']) { $help.parameters.parameter })
        $described | ForEach-Object name | Sort-Object | Should -Be ($Parameters | Sort-Object)
        foreach ($parameter in $described) {
            $parameter.description.Text | Should -Not -BeNullOrEmpty -Because "-$($parameter.name) needs a text"
            $type = (Get-Command -Name $Name).Parameters[$parameter.name].ParameterType
            $parameter.type.name | Should -Be ([Nullable]::GetUnderlyingType($type) ?? $type).Name -Because "that is the type of -$($parameter.name)"
        }
    }

    It 'has an example that can be run: <Title>' -ForEach $Examples {
        $problems = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$problems)
        $problems | Should -BeNullOrEmpty
        foreach ($call in $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)) {
            $command = Get-Command -Name $call.GetCommandName() -ErrorAction Stop
            foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                { $command.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw
            }
        }
    }
}

Describe 'Get-Help <_>' -ForEach $topics {
    It 'shows the topic' {
        Get-Help -Name $_ | Should -Match "^TOPIC\s+$_"
    }

    It 'lists it with a synopsis' {
        (Get-Help -Name "$_*" | Where-Object Name -EQ $_).Synopsis | Should -Not -BeNullOrEmpty
    }
}

Describe 'The help in a shell whose language is "<_>"' -ForEach 'C', 'C.UTF-8', 'POSIX', 'de_DE.UTF-8' {
    It 'is found' {
        $script = '(Get-Help Get-FleetTask).Synopsis; (Get-Help about_Fleet) -match "TOPIC"'
        Invoke-FreshShell -Script $script -Environment @{ LANG = $_; LC_ALL = $_ } | Should -Be 'Gets tasks from the service, or from a file.', 'True'
    }
}
