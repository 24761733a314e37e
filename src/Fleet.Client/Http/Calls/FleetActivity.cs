using System.Diagnostics;

namespace Fleet.Client.Http;

/// <summary>One activity for each attempt. Without a listener, none is created.</summary>
internal static class FleetActivity
{
    private static readonly ActivitySource s_source = new("Fleet.Client", ClientIdentity.Version);

    /// <summary>Begins the activity of an attempt, if there is a listener.</summary>
    public static Activity? Start(FleetCall call)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        string method = call.Request.Method.Method;
        string name = call.Request.Resource is { } resource ? $"{method} {resource.Type}" : method;
        Activity? activity = s_source.StartActivity(name, ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("http.request.method", method);
            activity.SetTag("server.address", call.Address.Host);
            activity.SetTag("server.port", call.Address.Port);
            activity.SetTag("url.full", call.AddressToShow.AbsoluteUri);
            activity.SetTag("fleet.request_id", call.RequestId);
            if (call.Attempt > 1)
            {
                activity.SetTag("http.request.resend_count", call.Attempt - 1);
            }
        }

        return activity;
    }

    /// <summary>Records the response.</summary>
    public static void Answered(Activity? activity, HttpResponseMessage response)
    {
        if (activity is null)
        {
            return;
        }

        int status = (int)response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        if (!response.IsSuccessStatusCode)
        {
            activity.SetTag("error.type", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Records that there was no response.</summary>
    public static void Failed(Activity? activity, Exception failure)
    {
        activity?.SetTag("error.type", failure.GetType().FullName);
        activity?.SetStatus(ActivityStatusCode.Error);
    }
}
