namespace Fleet.Client.Core;

/// <summary>What was read last, where one value of a list or stream is often much like the one before it.</summary>
/// <param name="texts">How many fields have texts to share, see <see cref="JsonCursor.SharedText"/>.</param>
internal sealed class JsonRecent(int texts)
{
    /// <summary>The last text of each such field.</summary>
    public string?[] Texts { get; } = new string?[texts];

    /// <summary>What the addresses of an instance look like.</summary>
    public AddressPattern? Addresses { get; set; }
}
