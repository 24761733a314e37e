BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $module = Get-Module -Name Fleet
    $manifest = Import-PowerShellDataFile -Path (Join-Path $module.ModuleBase 'Fleet.psd1')
}

Describe 'The manifest' {
    It 'is valid' {
        Test-ModuleManifest -Path (Join-Path $module.ModuleBase 'Fleet.psd1') | Should -Not -BeNullOrEmpty
    }

    It 'has the version of its folder' {
        Split-Path -Leaf $module.ModuleBase | Should -Be $manifest.ModuleVersion
    }

    It 'has the version of its assembly <_>' -ForEach 'Fleet.Commands', 'Fleet.Models', 'Fleet.Loader', 'deps/Fleet.Client' {
        $version = [System.Reflection.AssemblyName]::GetAssemblyName((Join-Path $module.ModuleBase "bin/$_.dll")).Version
        $version.ToString(3) | Should -Be $manifest.ModuleVersion
    }

    It 'exports by name alone: <_>' -ForEach 'CmdletsToExport', 'FunctionsToExport', 'VariablesToExport', 'AliasesToExport' {
        $manifest.ContainsKey($_) | Should -BeTrue
        $manifest.$_ | Should -Not -Match '\*'
    }

    It 'names every cmdlet there is and none that is not' {
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
    }

    It 'exports nothing but cmdlets' {
        $module.ExportedFunctions.Count + $module.ExportedVariables.Count + $module.ExportedAliases.Count | Should -Be 0
    }

    It 'uses approved verbs only' {
        $approved = (Get-Verb).Verb
        $module.ExportedCmdlets.Values | Where-Object Verb -NotIn $approved | Should -BeNullOrEmpty
    }
}
