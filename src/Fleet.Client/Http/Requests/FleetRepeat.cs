namespace Fleet.Client.Http;

/// <summary>The conditions under which a call may be sent again after a failure.</summary>
internal enum FleetRepeat
{
    /// <summary>The call changes nothing, or making it twice has the same effect as once.</summary>
    Safe,

    /// <summary>As <see cref="Safe"/>, and the call carries <c>Idempotency-Key</c>: a service that honours it returns its first response again.</summary>
    SafeWithKey,

    /// <summary>
    /// The call creates something and carries <c>X-Request-ID</c> and <c>Idempotency-Key</c>: it is only repeated where the service honours the key.
    /// </summary>
    Create,

    /// <summary>Never after the request may have been sent.</summary>
    Never,
}
