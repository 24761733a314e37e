# The recording server as the runspace's default connection.

# Starts a server that records the exact requests and sends scripted answers, and connects to it.
# Stop it with Stop-RecordingServer (AfterAll or AfterEach).
function Start-RecordingServer {
    $server = [Fleet.Testing.RecordingServer]::new()
    Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-SecureString -String 'sk_test' -AsPlainText -Force)
    $server
}

function Stop-RecordingServer([Fleet.Testing.RecordingServer] $Server) {
    Disconnect-Fleet
    $Server.Dispose()
}

# The requests as "METHOD /path?query", without those before the last Clear().
function Get-RecordedRequest([Fleet.Testing.RecordingServer] $Server) {
    $Server.Requests | ForEach-Object ToString
}
