using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.Commands;

/// <summary>
/// Accepts certificates as objects and as paths of PEM or DER files. Left to itself, PowerShell would resolve a path against the process's
/// folder instead of the current location, and would only read the first certificate of a PEM file.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CertificateTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = inputData.Bare();
        IEnumerable elements = bare is IEnumerable list and not string ? list : new[] { bare };
        List<object?> certificates = [];
        foreach (object? element in elements)
        {
            if (element.Bare() is string path)
            {
                certificates.AddRange(Load(engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)));
            }
            else
            {
                // Anything else that is not a certificate is rejected by the binder with its own message.
                certificates.Add(element);
            }
        }

        return certificates.ToArray();
    }


    private static X509Certificate2Collection Load(string path)
    {
        try
        {
            X509Certificate2Collection found = [];
            if (File.ReadAllText(path).Contains("-----BEGIN", StringComparison.Ordinal))
            {
                found.ImportFromPemFile(path);
            }
            else
            {
                found.Add(X509CertificateLoader.LoadCertificateFromFile(path));
            }

            return found.Count > 0 ? found : throw new ArgumentTransformationMetadataException($"'{path}' does not contain a certificate.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentTransformationMetadataException($"The certificate file '{path}' could not be read: {exception.Message}", exception);
        }
    }
}
