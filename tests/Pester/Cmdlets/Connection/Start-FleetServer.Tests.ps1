BeforeDiscovery {
    # Stands in for a dotnet that does what a real one does rarely; it is a shell script.
    $noShell = $IsWindows
}

BeforeAll {
    . "$PSScriptRoot/../../common.ps1"

    # A place of our own for temporary folders: other processes make some too.
    $temporary = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'temporary')
    $variables = 'TMPDIR', 'TEMP', 'TMP' | ForEach-Object { @{ Name = $_; Value = [Environment]::GetEnvironmentVariable($_) } }
    $variables | ForEach-Object { [Environment]::SetEnvironmentVariable($_.Name, $temporary) }

    function Get-TemporaryFolder {
        Get-ChildItem -LiteralPath $temporary -Filter 'fleet-server-*' -Directory | ForEach-Object FullName
    }
}

AfterAll {
    $variables | ForEach-Object { [Environment]::SetEnvironmentVariable($_.Name, $_.Value) }
}

Describe 'Start-FleetServer' {
    AfterEach {
        Get-FleetServer | Where-Object IsRunning | Stop-FleetServer
        Get-FleetConnection -All | Disconnect-Fleet
        Remove-Item -Path Env:FLEET_API_KEY, Env:FLIGHTDECK_LOCAL_API_TOKEN -ErrorAction Ignore
    }

    Context 'a real server' {
        It 'starts, connects the session and leaves nothing behind when it is stopped' {
            $server = Start-FleetServer
            $server | Should -BeOfType ([Fleet.FleetServer])
            $server.IsRunning | Should -BeTrue
            $server.IsTemporary | Should -BeTrue
            "$($server.Uri)" | Should -Match '^http://127\.0\.0\.1:\d+/$'
            $server.DataPath | Should -Exist
            $connection = Get-FleetConnection
            $connection.Source | Should -Be 'Start-FleetServer'
            $connection.CredentialKind | Should -Be 'ApiKey'
            $connection.Uri, $connection.ReleasesUri, $connection.AgentsUri | Should -Be (@($server.Uri) * 3)
            Test-FleetConnection -Quiet | Should -BeTrue
            (Get-FleetEnvironment).EnvKey | Should -Contain 'helpdesk'

            Stop-FleetServer
            Test-Running $server.ProcessId | Should -BeFalse
            $server.DataPath | Should -Not -Exist
        }

        It 'lets nobody in without its key, which no argument shows' {
            $env:FLEET_API_KEY = 'sk_of_another_service'
            $server = Start-FleetServer
            $answer = Invoke-WebRequest -Uri "$($server.Uri)v1/account" -SkipHttpErrorCheck
            $answer.StatusCode | Should -Be 401
            $answer = Invoke-WebRequest -Uri "$($server.Uri)v1/account" -SkipHttpErrorCheck -Authentication Bearer -AllowUnencryptedAuthentication -Token (
                ConvertTo-SecureString -String 'sk_of_another_service' -AsPlainText -Force)
            $answer.StatusCode | Should -Be 401
            if ($IsLinux) {
                $arguments = [System.IO.File]::ReadAllText("/proc/$($server.ProcessId)/cmdline")
                $arguments | Should -Match 'exit-with-stdin'
                # The server has written blanks over the key that it was given.
                $environment = [System.IO.File]::ReadAllText("/proc/$($server.ProcessId)/environ") -split "`0"
                $key = ($environment -like 'FLEET_SERVER_API_KEY=*')[0].Split('=', 2)[1]
                $key | Should -Match '^ {64}$'
                $arguments | Should -Not -Match '[0-9a-f]{64}'
                $environment -match '[0-9a-f]{64}' | Should -BeNullOrEmpty
                $environment | Should -Not -Contain 'FLEET_API_KEY=sk_of_another_service'
                (Get-FleetServer | ConvertTo-Json -Depth 5) + (Get-FleetConnection -All | ConvertTo-Json -Depth 5) | Should -Not -Match '[0-9a-f]{64}'
                [Environment]::GetEnvironmentVariable('FLEET_SERVER_API_KEY') | Should -BeNullOrEmpty
            }
        }

        It 'takes the key that is given, for other programs to use' {
            $server = Start-FleetServer -ApiKey (ConvertTo-SecureString -String 'sk_shared' -AsPlainText -Force)
            $answer = Invoke-RestMethod -Uri "$($server.Uri)v1/account" -Headers @{ Authorization = 'Bearer sk_shared' }
            $answer.instance_count | Should -Be 0
        }

        It 'asks for the releases token that is given as <_>, and its own connection has it' -ForEach 'a parameter', 'a line of the secrets file' {
            $env:FLIGHTDECK_LOCAL_API_TOKEN = 'token_of_another_service'
            $file = Join-Path $TestDrive 'secrets.txt'
            $token = @{ ReleasesToken = ConvertTo-SecureString -String 'tok_of_ours' -AsPlainText -Force }
            if ($_ -ne 'a parameter') {
                Set-Content -LiteralPath $file -Value '# keys', 'FLIGHTDECK_LOCAL_API_TOKEN = tok_of_ours', 'FLEET_SERVER_API_KEY=sk_of_ours'
                $token = @{ SecretsPath = $file }
            }

            $server = Start-FleetServer @token
            (Get-FleetWorkspace).ServerVersion | Should -Be '1.2.0'
            (Get-FleetAccount).InstanceCount | Should -Be 0
            (Invoke-WebRequest -Uri "$($server.Uri)v1/releases" -SkipHttpErrorCheck).StatusCode | Should -Be 401
            (Invoke-WebRequest -Uri "$($server.Uri)v1/releases" -Headers @{ Authorization = 'Bearer tok_of_ours' }).StatusCode | Should -Be 200
            if ($IsLinux) {
                'cmdline', 'environ' | ForEach-Object { [System.IO.File]::ReadAllText("/proc/$($server.ProcessId)/$_") } | Should -Not -Match 'tok_of_|token_of_'
            }

            $wrong = Connect-Fleet -ReleasesUri $server.Uri -ReleasesToken (ConvertTo-SecureString -String 'tok_wrong' -AsPlainText -Force) -PassThru
            $failure = { Get-FleetRelease -Connection $wrong } | Should -Throw -ErrorId 'AuthenticationFailed,*' -PassThru
            $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
            "$failure" | Should -Match '^[^\n]*releases token[^\n]*$'
            $streams = & { try { Get-FleetRelease -Connection $wrong -Verbose -Debug } catch { $_ } } 4>&1 5>&1 | Out-String
            $streams | Should -Match '401'
            $streams + ($failure | Format-List * -Force | Out-String) + ($failure.Exception | Format-List * -Force | Out-String) | Should -Not -Match 'tok_wrong'
        }

        It 'refuses a key that is given twice' {
            $file = Join-Path $TestDrive 'both.txt'
            Set-Content -LiteralPath $file -Value 'FLIGHTDECK_LOCAL_API_TOKEN=one'
            $two = ConvertTo-SecureString -String 'two' -AsPlainText -Force
            { Start-FleetServer -SecretsPath $file -ReleasesToken $two } | Should -Throw -ErrorId 'InvalidRequest,*' -ExpectedMessage '*also contains FLIGHTDECK_LOCAL_API_TOKEN*'
            { Start-FleetServer -ReleasesToken ([securestring]::new()) } | Should -Throw -ErrorId 'InvalidRequest,*' -ExpectedMessage '-ReleasesToken is empty.'
            Get-FleetServer | Where-Object IsRunning | Should -BeNullOrEmpty
        }

        It 'keeps -DataPath and what is in it' {
            $folder = Join-Path $TestDrive 'state'
            $server = Start-FleetServer -DataPath $folder -InstanceLimit 7
            $server.IsTemporary | Should -BeFalse
            $server.DataPath | Should -Be $folder
            (Get-FleetAccount).InstanceLimit | Should -Be 7
            Stop-FleetServer
            Get-ChildItem -LiteralPath $folder | Should -Not -BeNullOrEmpty
        }

        It 'says which folder another server has' {
            $folder = Join-Path $TestDrive 'taken'
            $null = Start-FleetServer -DataPath $folder
            $failure = { Start-FleetServer -DataPath $folder } | Should -Throw -ErrorId 'ServerFailed,*' -ExpectedMessage '*Another server uses the data folder*take another folder.' -PassThru
            "$failure" | Should -Not -BeLike "*`n*"
            $failure.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
            $failure.Exception | Should -BeOfType ([Fleet.FleetServerException])
            $failure.TargetObject | Should -Be $folder
            (Get-FleetServer | Where-Object IsRunning) | Should -HaveCount 1
        }

        It 'takes environments of one''s own' {
            $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'none')
            $null = Start-FleetServer -EnvironmentPath $folder -Python off
            Get-FleetEnvironment | Should -BeNullOrEmpty
        }

        It 'is another server each time, the last one the default' {
            $first = Start-FleetServer
            $second = Start-FleetServer
            $first.Uri | Should -Not -Be $second.Uri
            (Get-FleetConnection).Uri | Should -Be $second.Uri
            (Get-FleetConnection -All).Uri | Should -Contain $first.Uri
        }

        It 'ends with a shell that is killed, though a program that it started lives on' -Skip:(-not $IsLinux) {
            # The other program must not hold the server's pipe.
            $script = "`$s = Start-FleetServer; `$p = Start-Process -FilePath sleep -ArgumentList 300 -PassThru; '{0} {1} {2}' -f `$s.ProcessId, `$p.Id, `$s.DataPath; Start-Sleep -Seconds 300"
            $shell = New-ShellStart '-Command', "Import-Module -Name '$ModulePath'; $script"
            $shell.RedirectStandardOutput = $true
            $process = [System.Diagnostics.Process]::Start($shell)
            $serverId, $otherId, $folder = $process.StandardOutput.ReadLine() -split ' ', 3
            try {
                Test-Running $serverId | Should -BeTrue
                $process.Kill()
                Wait-Until { -not (Test-Path -LiteralPath $folder) }
                Wait-Until { (Get-Content -LiteralPath "/proc/$serverId/stat" -ErrorAction Ignore) -notmatch '\) [RSD] ' }
                Test-Running $otherId | Should -BeTrue
            }
            finally {
                Stop-Process -Id $otherId
                $process.Dispose()
            }
        }

        It 'ends with a shell that ends' {
            $line = Invoke-FreshShell -Script '$s = Start-FleetServer; "{0} {1}" -f $s.ProcessId, $s.DataPath'
            $id, $folder = $line -split ' ', 2
            Wait-Until { -not (Test-Path -LiteralPath $folder) }
            Wait-Until { -not (Test-Running $id) }
        }

        It 'does not hear the Ctrl+C that is meant for the shell' -Skip:$noShell {
            $server = Start-FleetServer
            /bin/kill -INT $server.ProcessId
            (Get-FleetAccount).InstanceCount | Should -Be 0
            (Get-FleetServer | Where-Object ProcessId -EQ $server.ProcessId).IsRunning | Should -BeTrue
        }
    }

    Context 'a server that does not start' {
        BeforeAll {
            $root = $env:DOTNET_ROOT
        }

        AfterEach {
            $env:DOTNET_ROOT = $root
            Get-TemporaryFolder | Should -BeNullOrEmpty
        }

        It 'names the missing runtime and what to install' -Skip:$noShell {
            New-Dotnet "echo 'You must install or update .NET to run this application.' >&2; echo ""Framework: 'Microsoft.AspNetCore.App', version '10.0.0' (x64)"" >&2; exit 150"
            $failure = { Start-FleetServer } | Should -Throw -ErrorId 'ServerFailed,*' -ExpectedMessage '*needs the ASP.NET Core runtime*Install*aspnetcore-runtime-10.0*' -PassThru
            $failure.Exception | Should -BeOfType ([Fleet.FleetServerException])
            Get-FleetConnection | Should -BeNullOrEmpty
        }

        It 'shows the last lines of its standard error' -Skip:$noShell {
            New-Dotnet 'for i in 1 2 3 4 5 6 7 8; do echo "reason $i" >&2; done; exit 3'
            $failure = { Start-FleetServer } | Should -Throw -ExpectedMessage '*exit code 3*reason 7*reason 8' -PassThru
            $failure.Exception.Message | Should -Not -Match 'reason 3'
        }

        It 'ends after -TimeoutSeconds, and its process with it' -Skip:$noShell {
            $note = Join-Path $TestDrive 'id'
            New-Dotnet "echo `$`$ > '$note'; echo 'still thinking' >&2; exec sleep 300"
            { Start-FleetServer -TimeoutSeconds 1 } | Should -Throw -ExpectedMessage '*not ready after 1 second*still thinking*'
            Test-Running (Get-Content -LiteralPath $note) | Should -BeFalse
        }

        It 'ends when it is stopped, and its process with it' -Skip:$noShell {
            $note = Join-Path $TestDrive 'stopped'
            New-Dotnet "echo `$`$ > '$note.new'; mv '$note.new' '$note'; exec sleep 300"
            $shell = New-TestShell
            try {
                [void]$shell.AddScript('Start-FleetServer')
                $running = $shell.BeginInvoke()
                Wait-Until { Test-Path -LiteralPath $note }
                Wait-Ended $shell.BeginStop($null, $null)
                Wait-Ended $running
                $id = Get-Content -LiteralPath $note
                Wait-Until { -not (Test-Running $id) }
                Wait-Until { -not (Get-TemporaryFolder) }
            }
            finally {
                Remove-TestShell $shell
            }
        }
    }

    Context 'what it refuses' {
        It 'a folder of environments that does not exist' {
            $failure = { Start-FleetServer -EnvironmentPath "$TestDrive/nothing" } | Should -Throw -ErrorId 'FileNotFound,*' -ExpectedMessage '-EnvironmentPath is not a folder*' -PassThru
            $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $failure.TargetObject | Should -Be "$TestDrive/nothing"
        }

        It 'a file for a data folder' {
            Set-Content -LiteralPath "$TestDrive/file" -Value ''
            { Start-FleetServer -DataPath "$TestDrive/file" } | Should -Throw -ExpectedMessage '-DataPath is not a folder*'
        }

        It 'a Python that does not exist' {
            { Start-FleetServer -Python './nothing/python3' } | Should -Throw -ErrorId 'FileNotFound,*' -ExpectedMessage '-Python is not a file*'
        }

        It 'an empty key' {
            { Start-FleetServer -ApiKey ([securestring]::new()) } | Should -Throw -ErrorId 'InvalidRequest,*' -ExpectedMessage '-ApiKey is empty*'
        }

        It 'a grading command that does not exist' {
            { Start-FleetServer -JudgeCommand './nothing/grade' } | Should -Throw -ErrorId 'FileNotFound,*' -ExpectedMessage '-JudgeCommand is not a file*'
        }

        It 'nothing for -<_>' -ForEach 'DataPath', 'EnvironmentPath', 'Python', 'JudgeCommand' {
            foreach ($nothing in $null, '', ' ') {
                $with = @{ $_ = $nothing }
                { Start-FleetServer @with } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
            }
        }
    }

    It 'starts nothing with -WhatIf' {
        Start-FleetServer -WhatIf | Should -BeNullOrEmpty
        Get-FleetServer | Where-Object IsRunning | Should -BeNullOrEmpty
        Get-TemporaryFolder | Should -BeNullOrEmpty
        Get-FleetConnection | Should -BeNullOrEmpty
    }
}
