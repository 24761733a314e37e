@{
    RootModule            = 'bin/Fleet.Commands.dll'
    # Loaded at import, so that [Fleet.FleetInstance] is known before the first command ran.
    RequiredAssemblies    = @('bin/Fleet.Models.dll')
    NestedModules         = @('bin/Fleet.Loader.dll')
    ModuleVersion         = '0.1.0'
    GUID                  = 'b6d4b1a4-6a0d-4a8b-9a4e-3c9c3d1f7e52'
    Author                = 'The Fleet maintainers'
    CompanyName           = 'The Fleet maintainers'
    Copyright             = '(c) 2026 The Fleet maintainers. MIT License.'
    Description           = 'Run AI agents against real applications, keep their environments alive, score the work and decide what to ship. Works against the hosted services or a local server of its own.'
    PowerShellVersion     = '7.6'
    CompatiblePSEditions  = @('Core')
    FormatsToProcess      = @('Fleet.Format.ps1xml')
    TypesToProcess        = @('Fleet.Types.ps1xml')
    FunctionsToExport     = @()
    VariablesToExport     = @()
    AliasesToExport       = @()
    CmdletsToExport       = @(
        'Compare-FleetInstance'
        'Compare-FleetRelease'
        'Confirm-FleetPromotion'
        'Connect-Fleet'
        'ConvertTo-FleetRunEvent'
        'Deny-FleetPromotion'
        'Disconnect-Fleet'
        'Export-FleetLedger'
        'Export-FleetRunEvent'
        'Export-FleetTask'
        'Get-FleetAccount'
        'Get-FleetAgent'
        'Get-FleetConnection'
        'Get-FleetEnvironment'
        'Get-FleetInstance'
        'Get-FleetMetric'
        'Get-FleetPolicy'
        'Get-FleetPriceTable'
        'Get-FleetPromotion'
        'Get-FleetPromotionRequest'
        'Get-FleetRegion'
        'Get-FleetRelease'
        'Get-FleetReleaseAction'
        'Get-FleetResource'
        'Get-FleetRun'
        'Get-FleetRunEvent'
        'Get-FleetServer'
        'Get-FleetSession'
        'Get-FleetSessionEvent'
        'Get-FleetTask'
        'Get-FleetWorkspace'
        'Import-FleetLedger'
        'Import-FleetPriceTable'
        'Import-FleetRunEvent'
        'Import-FleetTask'
        'Invoke-FleetQuery'
        'New-FleetAgent'
        'New-FleetEnvironment'
        'New-FleetSession'
        'Publish-FleetRelease'
        'Register-FleetRelease'
        'Remove-FleetInstance'
        'Request-FleetPromotion'
        'Reset-FleetInstance'
        'Restore-FleetRelease'
        'Send-FleetHeartbeat'
        'Send-FleetRunEvent'
        'Send-FleetSessionEvent'
        'Set-FleetPolicy'
        'Set-FleetWorkspace'
        'Show-FleetInstance'
        'Start-FleetHeartbeat'
        'Start-FleetServer'
        'Stop-FleetHeartbeat'
        'Stop-FleetServer'
        'Test-FleetConnection'
        'Test-FleetInstance'
        'Test-FleetLedger'
        'Test-FleetRelease'
        'Test-FleetTask'
        'Update-FleetTask'
    )
    PrivateData           = @{
        PSData = @{
            Tags         = @('AI', 'Agents', 'Evaluation', 'Testing', 'Environments', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
