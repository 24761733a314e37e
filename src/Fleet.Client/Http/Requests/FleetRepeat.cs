namespace Fleet.Client.Http;

/// <summary>What may be sent again after a failure.</summary>
internal enum FleetRepeat
{
    /// <summary>The call changes nothing, or doing it twice is the same as once.</summary>
    Safe,

    /// <summary>As <see cref="Safe"/>, and the call carries <c>Idempotency-Key</c>: a service that honours it gives the first answer again.</summary>
    SafeWithKey,

    /// <summary>The call creates something and carries <c>X-Request-ID</c> and <c>Idempotency-Key</c>: only repeated where the service honours the key.</summary>
    Create,

    /// <summary>Never after the request may have been sent.</summary>
    Never,
}
