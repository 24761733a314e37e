using System.Text.Json;

namespace Fleet.Client.Core;

/// <content>Addresses: an instance has many that begin alike.</content>
internal ref partial struct JsonCursor
{
    /// <summary>An address.</summary>
    public Uri? Address()
    {
        if (!Advance())
        {
            return null;
        }

        // The page of an app is usually the root.
        if (Root is { } root && _json.TokenType == JsonTokenType.String && _json.ValueTextEquals(root.OriginalString))
        {
            return root;
        }

        return CurrentText() is not { } text ? null
            : Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? address) ? address
            : throw Fault("an address");
    }

    /// <summary>An address that is usually below <see cref="Root"/>: then only the part after the root is kept, and the address is created on demand.</summary>
    public AddressBelow Below()
    {
        Uri? address = Address();
        return address is not null && Root is { IsAbsoluteUri: true } root && root.OriginalString.EndsWith('/')
            && address.OriginalString.StartsWith(root.OriginalString, StringComparison.Ordinal)
                ? new AddressBelow(root, address.OriginalString[root.OriginalString.Length..])
                : new AddressBelow(address);
    }

    /// <summary>
    /// An object that is often the same as the last element's except for the root of its addresses. It is then compared as bytes, which costs a
    /// fraction of reading it.
    /// </summary>
    public FleetInstanceUrls? Repeated(JsonRead<FleetInstanceUrls> read)
    {
        if (_recent is null || Incomplete)
        {
            return Object(read);
        }

        int start = Skipped + (int)_json.BytesConsumed;
        if (_recent.Addresses is { } pattern && pattern.TryRead(_source[start..], out int length) is { } known)
        {
            Skipped = start + length;
            _json = new Utf8JsonReader(_source[Skipped..], isFinalBlock: false, pattern.After);
            return known;
        }

        FleetInstanceUrls? urls = Object(read);
        if (urls is not null && !Incomplete)
        {
            _recent.Addresses = AddressPattern.Of(_source[start..(Skipped + (int)_json.BytesConsumed)], urls, _json.CurrentState);
        }

        return urls;
    }

    /// <summary>A list of addresses; a single one is accepted too.</summary>
    public Uri[]? Addresses()
    {
        if (Peek() != JsonTokenType.StartArray)
        {
            return Address() is { } one ? [one] : null;
        }

        Advance();
        List<Uri> addresses = new(1);
        while (Peek() is not (JsonTokenType.EndArray or JsonTokenType.None))
        {
            if (Address() is { } address)
            {
                addresses.Add(address);
            }
        }

        Advance();
        return [.. addresses];
    }
}
