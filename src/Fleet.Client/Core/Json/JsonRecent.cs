namespace Fleet.Client.Core;

/// <summary>The values read last, for lists and streams where one value often resembles the one before it.</summary>
/// <param name="texts">The number of fields whose texts are shared, see <see cref="JsonCursor.SharedText"/>.</param>
internal sealed class JsonRecent(int texts)
{
    /// <summary>The last text of each such field.</summary>
    public string?[] Texts { get; } = new string?[texts];

    /// <summary>The pattern of an instance's addresses.</summary>
    public AddressPattern? Addresses { get; set; }
}
