BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $server = [Fleet.Testing.RecordingServer]::new()
    $server.Answer('GET', '/v1/regions', 200, '["us-west-1"]')
    $call = "Connect-Fleet -Uri $($server.Uri) -ApiKey (ConvertTo-SecureString -String sk_test -AsPlainText -Force); Get-FleetRegion | ForEach-Object Region"

    # Each loaded assembly that comes from a file of the module, as "context name".
    $list = @'
$base = (Get-Module -Name Fleet).ModuleBase
foreach ($context in [System.Runtime.Loader.AssemblyLoadContext]::All) {
    foreach ($assembly in $context.Assemblies | Where-Object { $_.Location.StartsWith($base) }) {
        "$($context.Name) $($assembly.GetName().Name)"
    }
}
'@
}

AfterAll { $server.Dispose() }

Describe 'Importing the module' {
    It 'loads the cmdlets and the types, and nothing of the client' {
        Invoke-FreshShell -Script $list | Sort-Object | Should -Be 'Default Fleet.Commands', 'Default Fleet.Loader', 'Default Fleet.Models'
    }

    It 'refuses its assembly without the module, and names what to import' {
        $assembly = Join-Path (Get-Module -Name Fleet).ModuleBase 'bin/Fleet.Commands.dll'
        $told = Start-Job {
            try { Import-Module -Name $using:assembly -ErrorAction Stop; 'imported' } catch { "$_" }
        } | Receive-Job -Wait -AutoRemoveJob
        $told | Should -BeLike "*Import the module: Import-Module '$((Get-Module -Name Fleet).ModuleBase)*Fleet.psd1'."
    }

    It 'makes the types known to scripts at once' {
        Invoke-FreshShell -Script "[Fleet.FleetInstance]@{ InstanceId = 'i1' } | ForEach-Object ToString; [Fleet.FleetLimitException].Name" | Should -Be 'i1', 'FleetLimitException'
    }

    It 'keeps its commands when it is imported again with -Force' {
        $script = "$call; Import-Module -Name '$ModulePath' -Force; (Get-Command -Module Fleet).Count; $call"
        Invoke-FreshShell -Script $script | Should -Be 'us-west-1', "$((Get-Command -Module Fleet).Count)", 'us-west-1'
    }

    It 'works again after it was removed' {
        Invoke-FreshShell -Script "$call; Remove-Module Fleet; Import-Module -Name '$ModulePath'; $call" | Should -Be 'us-west-1', 'us-west-1'
    }

    It 'works in two shells of one process' {
        $shells = 1..2 | ForEach-Object { New-TestShell }
        try {
            foreach ($shell in $shells) {
                $shell.AddScript($call).Invoke() | Should -Be 'us-west-1'
                $shell.HadErrors | Should -BeFalse
            }
        }
        finally {
            $shells | ForEach-Object { Remove-TestShell $_ }
        }
    }
}

Describe 'What the module brings' {
    BeforeAll {
        $loaded = Invoke-FreshShell -Script "$call | Out-Null; $list"
    }

    It 'is in a context of its own, but for the cmdlets and types' {
        $loaded | Where-Object { $_ -like 'Default *' } | Sort-Object | Should -Be 'Default Fleet.Commands', 'Default Fleet.Loader', 'Default Fleet.Models'
        $loaded | Should -Contain 'Fleet Fleet.Client'
        $loaded.Count | Should -Be @($loaded | Sort-Object -Unique).Count
    }

    It 'does not meet assemblies of the same names that another module loaded' {
        # Another module's copies: of the right names, with nothing in them.
        $names = Get-ChildItem -Path (Join-Path (Get-Module -Name Fleet).ModuleBase 'bin/deps/*.dll') | Where-Object BaseName -NE 'Fleet.Client' | ForEach-Object BaseName
        $folder = (New-Item -ItemType Directory -Path (Join-Path $TestDrive 'other')).FullName
        $prepare = "'$($names -join "','")' -split ',' | ForEach-Object { Add-Type -TypeDefinition `"public class Alien_`$(`$_ -replace '\W', '_') { }`" -OutputAssembly (Join-Path '$folder' `"`$_.dll`"); [void][System.Reflection.Assembly]::LoadFrom((Join-Path '$folder' `"`$_.dll`")) }"

        $output = Invoke-FreshShell -Script "$prepare; $call; $list"

        $output[0] | Should -Be 'us-west-1'
        $output | Should -Contain 'Fleet Fleet.Client'
        $output | Where-Object { $_ -like 'Default *' } | Sort-Object | Should -Be 'Default Fleet.Commands', 'Default Fleet.Loader', 'Default Fleet.Models'
    }

    It 'loads the protocol of tools with the first tool, and not before' {
        $loaded | Should -Not -Contain 'Fleet ModelContextProtocol.Core'
        $output = Invoke-FreshShell -Script "$call | Out-Null; try { Get-FleetTool $($server.Uri)i/i1/api/v1/env } catch { }; $list"
        $output | Should -Contain 'Fleet ModelContextProtocol.Core'
        $output | Where-Object { $_ -like 'Default *' } | Sort-Object | Should -Be 'Default Fleet.Commands', 'Default Fleet.Loader', 'Default Fleet.Models'
    }

    It 'is not given to others: their misses stay misses' {
        $script = "$call | Out-Null; try { [System.Reflection.Assembly]::Load('Polly.Core') } catch { `$_.Exception.InnerException.GetType().Name }"
        Invoke-FreshShell -Script $script | Should -Be 'FileNotFoundException'
    }
}
