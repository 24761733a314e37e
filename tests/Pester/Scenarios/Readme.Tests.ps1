# The README's examples, run exactly as written.
BeforeDiscovery {
    . "$PSScriptRoot/../common.ps1"
    $readme = Get-Content -Raw -LiteralPath (Join-Path $RepositoryRoot 'README.md')
    $pipelines = ([regex]'(?s)### One pipeline for each capability\s+```powershell\n(.*?)```').Match($readme).Groups[1].Value -split '\n' |
        Where-Object { $_ } |
        ForEach-Object { @{ Line = $_; Command = ($_ -split ' #')[0].Trim() } }
}

BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $readme = Get-Content -Raw -LiteralPath (Join-Path $RepositoryRoot 'README.md')
    function Get-ReadmeBlock([string] $Below, [int] $Number = 1) {
        $section = ([regex]::Match($readme, "(?s)##+ $([regex]::Escape($Below))\s*\n(.*?)(?=\n##+ |\z)")).Groups[1].Value
        $blocks = [regex]::Matches($section, '(?s)```powershell\n(.*?)```')
        if ($blocks.Count -lt $Number) { throw "The README has no block $Number below '$Below'." }
        $blocks[$Number - 1].Groups[1].Value
    }
}

Describe 'The README' {
    It 'scores a task step by step, and leaves nothing open' {
        $output = & ([scriptblock]::Create((Get-ReadmeBlock 'From task to score, step by step')))
        @($output)[-1] | Should -Be 1
        { Get-FleetAccount } | Should -Throw -ExceptionType ([Fleet.FleetConnectionException])
    }

    It 'makes, scores and closes a run in one pipeline each' {
        $block = Get-ReadmeBlock 'In PowerShell' 2
        $output = @(& ([scriptblock]::Create($block)))
        @($output | Where-Object { $_ -is [Fleet.FleetVerification] }).Count | Should -BeGreaterOrEqual 12
        @($output | Where-Object { $_ -is [Fleet.FleetVerification] -and -not $_.Success }) | Should -BeNullOrEmpty
    }

    It 'compares two releases, promotes one and has the other blocked, with the reasons' {
        $section = 'Releases: evidence, comparison, promotion'
        Push-Location -LiteralPath $RepositoryRoot
        try {
            $output = @(& ([scriptblock]::Create((Get-ReadmeBlock $section) + (Get-ReadmeBlock $section 2))))
        }
        finally {
            Pop-Location
        }

        $text = $output | Where-Object { $_ -isnot [Fleet.FleetActionOutcome] -and $_ -isnot [string] -and $_ -isnot [Fleet.FleetLedger] } | Out-String
        $text | Should -BeLike '*0.006 -> 0.00036 USD a run (-94 %)*'
        @($output | Where-Object { $_ -is [Fleet.FleetActionOutcome] }).PromotedPointerChanged | Should -Be $true
        @($output | Where-Object { $_ -is [string] }) | Should -Be 'diff confidence is LOW (candidate sample < 500 runs; LOW floor is 50 runs); promotion requires HIGH'
        @($text -split '\n' | Where-Object { $_ -match '^promote ' }) | Should -HaveCount 3
        @($output | Where-Object { $_ -is [Fleet.FleetLedger] })[-1].Valid | Should -BeTrue
    }

    Context 'One pipeline for each capability' {
        BeforeAll {
            Start-FleetServer | Out-Null
            Push-Location -LiteralPath $TestDrive
        }

        AfterAll {
            Pop-Location
            Stop-FleetServer
        }

        It 'runs: <Command>' -ForEach $pipelines {
            { & ([scriptblock]::Create($Line)) } | Should -Not -Throw
        }

        It 'has closed whatever ran' {
            Get-FleetInstance | Should -BeNullOrEmpty
        }
    }

    It 'talks to an agent' {
        $output = & ([scriptblock]::Create((Get-ReadmeBlock 'A conversation with an agent')))
        $output | Should -Be 'hello big world', 'hello', ' again', 'hello big world', 'hello big world', 'hello again', 'hello again'
    }

    It 'distinguishes a full service from one that cannot be reached' {
        Start-FleetServer -InstanceLimit 1 | Out-Null
        New-FleetEnvironment helpdesk | Out-Null
        $block = [scriptblock]::Create((Get-ReadmeBlock 'Failures a runbook can act on'))
        & $block | Should -Be 'No room: 1 of 1 run.'
        Stop-FleetServer
        & $block | Should -Be 'The service cannot be reached.'
    }

    It 'tests a runbook with mocks' {
        $folder = Join-Path $TestDrive runbook
        New-Item -ItemType Directory -Path $folder | Out-Null
        Set-Content -LiteralPath (Join-Path $folder 'Close-StaleRun.ps1') -Value (Get-ReadmeBlock 'A Pester test of a runbook' 1)
        $test = (Get-ReadmeBlock 'A Pester test of a runbook' 2).Replace('./out/Fleet', $ModulePath).Replace('./Close-StaleRun.ps1', (Join-Path $folder 'Close-StaleRun.ps1'))
        Set-Content -LiteralPath (Join-Path $folder 'Close-StaleRun.Tests.ps1') -Value $test
        $passed = Invoke-FreshShell -NoImport "Import-Module '$((Get-Module -Name Pester).Path)'; (Invoke-Pester -Path '$folder' -PassThru -Output None).PassedCount"
        $passed | Should -Be '1'
    }
}
