BeforeDiscovery {
    . "$PSScriptRoot/../common.ps1"
    $formats = [xml](Get-Content -Raw -Path (Join-Path (Get-Module -Name Fleet).ModuleBase 'Fleet.Format.ps1xml'))
    $views = foreach ($view in $formats.Configuration.ViewDefinitions.View) {
        @{
            TypeName = $view.ViewSelectedBy.TypeName
            Columns  = @($view.TableControl.TableRowEntries.TableRowEntry.TableColumnItems.TableColumnItem.PropertyName)
            Widths   = @($view.TableControl.TableHeaders.TableColumnHeader | Where-Object { $_ } | ForEach-Object Width)
        }
    }
    # A row has the columns of its query.
    $outputTypes = (Get-Command -Module Fleet).OutputType.Type | Where-Object { $_.Namespace -eq 'Fleet' -and $_.Name -ne 'FleetRow' } | Sort-Object -Unique FullName
}

BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $InstanceValues = @{
        InstanceId = 'bc8954c2'; EnvKey = 'helpdesk'; Version = 'v1.0.0'; Status = 'running'; Region = 'us-west-1'; RunId = 'nightly-2026-01-02'
        CreatedAt  = [DateTimeOffset]'2026-01-02T03:04:05Z'; Urls = [Fleet.FleetInstanceUrls]@{ App = [uri[]]'http://127.0.0.1:40000/i/bc8954c2/' }
    }
}

Describe 'The table of <TypeName>' -ForEach $views {
    It 'shows properties that exist' {
        $properties = ($TypeName -as [type]).GetProperties().Name
        $Columns | Where-Object { $_ -notin $properties } | Should -BeNullOrEmpty
    }

    It 'leaves room in 120 columns for the last one, which has no width' {
        $Columns.Count | Should -Be ($Widths.Count + 1)
        ($Widths | Measure-Object -Sum).Sum + $Widths.Count | Should -BeLessOrEqual 112
    }

    It 'has whole headings in <_> columns: one that does not fit is left out' -ForEach 80, 120 {
        # The first column that does not fit gets the rest of the line. A heading that is wider is broken into several lines.
        $used = 0
        for ($i = 0; $i -lt $Columns.Count; $i++) {
            $left = $_ - $used
            $width = $i -lt $Widths.Count ? [int]$Widths[$i] : $left
            if ($left -le 0) { break }
            [Math]::Min($left, $width) | Should -BeGreaterOrEqual $Columns[$i].Length -Because "of $($Columns[$i])"
            $used += $width + 1
        }
    }

    It 'names in the list properties that exist' {
        $set = (Get-TypeData -TypeName $TypeName).DefaultDisplayPropertySet
        $set.ReferencedProperties | Should -Not -BeNullOrEmpty
        $properties = ($TypeName -as [type]).GetProperties().Name
        $set.ReferencedProperties | Where-Object { $_ -notin $properties } | Should -BeNullOrEmpty
    }

    It 'shows an empty object without an error' {
        $TypeName -as [type] | ForEach-Object { $_::new() } | Out-String -Width 120 | Should -Match $Columns[0]
    }
}

Describe 'The output type <_>' -ForEach $outputTypes.FullName {
    It 'has a table' {
        Get-FormatData -TypeName $_ -PowerShellVersion $PSVersionTable.PSVersion | Should -Not -BeNullOrEmpty
    }
}

Describe 'What a user sees' {
    It 'is one line an instance, in 120 columns' {
        $text = [Fleet.FleetInstance]$InstanceValues | Out-String -Width 120
        $lines = @($text -split '\r?\n' | Where-Object { $_.Trim() })
        $lines.Count | Should -Be 3
        $lines[2] | Should -Match '^bc8954c2 +helpdesk +v1\.0\.0 +running +us-west-1 +2026-01-02 03:04:05Z +nightly-2026-01-02$'
    }

    It 'is the reasons of a score, on one line' {
        $verification = [Fleet.FleetVerification]@{ TaskKey = 't1'; InstanceId = 'i1'; Success = $true; Score = 0.5; Errors = [string[]]('one', 'two'); ExecutionTime = '00:00:01.5' }
        $text = $verification | Out-String -Width 120
        $text | Should -Match 't1 +i1 +0\.5 +False +00:00:01\.500 +\{one, two\}'
    }

    It 'is the address of an object that is put into a text' {
        "$([Fleet.FleetInstance]$InstanceValues)" | Should -Be 'bc8954c2'
    }
}
