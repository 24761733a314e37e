using System.Buffers;
using System.Globalization;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>A time on the wire: an instant, to the microsecond, and the offset it was written with.</summary>
/// <param name="Instant">Microseconds since 1970 in UTC.</param>
/// <param name="OffsetMinutes">The offset it was written with; null if it had none and was taken as UTC.</param>
internal readonly record struct WireTime(long Instant, int? OffsetMinutes)
{
    private const long PerSecond = 1_000_000;
    private const long PerMinute = 60 * PerSecond;
    private const char MinusSign = '\u2212';
    private const long TicksPerMicro = TimeSpan.TicksPerMicrosecond;

    // The range of the years 1 to 9999.
    private const long Least = -62_135_596_800 * PerSecond;
    private const long Most = 253_402_300_799 * PerSecond + 999_999;

    private static readonly SearchValues<char> s_numberLetters = SearchValues.Create("+-.eE0123456789");

    // Numbers up to this size are seconds; larger ones are milliseconds.
    private const long MostSeconds = 20_000_000_000;

    /// <summary>Converts a time to whole microseconds since 1970, truncated.</summary>
    public static long ToInstant(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TicksPerMicro;

    /// <summary>True if an instant lies in the years 1 to 9999.</summary>
    public static bool IsInRange(long instant) => instant is >= Least and <= Most;

    /// <summary>Formats <c>since</c>, <c>created_at</c> and the like.</summary>
    public static string Record(long instant) => Local(instant) + "+00:00";

    /// <summary>Formats <c>evaluated_at</c> and the times of events.</summary>
    public static string Zulu(long instant) => Local(instant) + "Z";

    /// <summary>The hosted service's format for instances and runs: UTC with microseconds and no offset.</summary>
    public static string WithoutZone(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>The hosted service's format for heartbeats and tasks: UTC with its offset, and microseconds only if not zero.</summary>
    public static string WithZone(DateTimeOffset time) => Record(ToInstant(time));

    /// <summary>The time as an event shows it, with the offset it was sent with.</summary>
    public override string ToString() => OffsetMinutes switch
    {
        null => Local(Instant),
        0 => Zulu(Instant),
        { } minutes => string.Create(
            CultureInfo.InvariantCulture,
            $"{Local(Instant + minutes * PerMinute)}{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}"),
    };

    /// <summary>Converts a whole number of seconds, or of milliseconds if it is large.</summary>
    public static bool TryFromWhole(long number, out WireTime time)
    {
        long most = Most / 1000;
        bool isSeconds = number is >= -MostSeconds and <= MostSeconds;
        time = number >= -most && number <= most ? new WireTime(number * (isSeconds ? PerSecond : 1000), 0) : new WireTime(long.MaxValue, 0);
        return IsInRange(time.Instant);
    }

    /// <summary>Converts a number of seconds, or of milliseconds if it is large, to the nearest microsecond.</summary>
    public static bool TryFromNumber(double number, out WireTime time)
    {
        double whole = Math.Floor(number);
        time = default;
        if (!(Math.Abs(whole) < Most / 1000) || !TryFromWhole((long)whole, out WireTime start))
        {
            return false;
        }

        double micros = (number - whole) * (Math.Abs(number) > MostSeconds ? 1000 : PerSecond);
        time = start with { Instant = start.Instant + (long)Math.Round(micros, MidpointRounding.AwayFromZero) };
        return IsInRange(time.Instant);
    }

    /// <summary>Parses any of the accepted formats.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out WireTime time)
    {
        time = default;
        if (!TryDate(text, out DateOnly date))
        {
            return TryNumber(text, out time);
        }

        long micros = (date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86400L * PerSecond;
        int? offset = null;
        if (text.Length > 10 && !(text[10] is 'T' or 't' or ' ' or '_' && TryClock(text[11..], ref micros, out offset)))
        {
            return false;
        }

        time = new WireTime(micros - (offset ?? 0) * PerMinute, offset);
        return true;
    }

    /// <summary>Parses a number: an integer, or one with a decimal point and, after it, possibly an exponent.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, out WireTime time)
    {
        time = default;
        if (text.ContainsAnyExcept(s_numberLetters))
        {
            return false;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return TryFromWhole(whole, out time);
        }

        int point = text.IndexOf('.');
        if (point < 0 || text[..point].IndexOfAny('e', 'E') >= 0
            || !double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out double number))
        {
            return false;
        }

        return TryFromNumber(Math.Abs(number) > MostSeconds ? number / 1000 : number, out time);
    }

    private static string Local(long instant)
    {
        // An offset can lead a few hours past either end of the calendar; the closest representable time is shown instead.
        long kept = Math.Clamp(instant, Least, Most);
        DateTime time = DateTime.UnixEpoch.AddTicks(kept * TicksPerMicro);
        return time.ToString(kept % PerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }

    private static bool TryDate(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        return text.Length >= 10 && text[4] == '-' && text[7] == '-'
            && TryDigits(text[..4], out int year) && TryDigits(text[5..7], out int month) && TryDigits(text[8..10], out int day)
            && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
            && (year, month, day) == (date.Year, date.Month, date.Day);
    }

    /// <summary>Parses <c>HH:MM[:SS[.f]]</c> and the offset.</summary>
    private static bool TryClock(ReadOnlySpan<char> text, ref long micros, out int? offset)
    {
        offset = null;
        if (text.Length < 5 || text[2] != ':' || !TryDigits(text[..2], out int hour) || !TryDigits(text[3..5], out int minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        text = text[5..];
        int second = 0;
        if (text is [':', ..])
        {
            if (text.Length < 3 || !TryDigits(text[1..3], out second) || second > 59)
            {
                return false;
            }

            text = text[3..];
            if (text is ['.' or ',', ..])
            {
                int end = 1;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                {
                    end++;
                }

                if (end == 1)
                {
                    return false;
                }

                // Digits finer than a microsecond are dropped.
                for (int place = 1, unit = 100_000; place < end && unit > 0; place++, unit /= 10)
                {
                    micros += (text[place] - '0') * unit;
                }

                text = text[end..];
            }
        }

        micros += ((hour * 60L + minute) * 60 + second) * PerSecond;
        return TryZone(text, out offset);
    }

    private static bool TryZone(ReadOnlySpan<char> text, out int? offset)
    {
        offset = null;
        if (text is [])
        {
            return true;
        }

        if (text is ['Z' or 'z'])
        {
            offset = 0;
            return true;
        }

        ReadOnlySpan<char> minutes = text.Length == 6 && text[3] == ':' ? text[4..] : text.Length == 5 ? text[3..] : [];
        if (text[0] is not ('+' or '-' or MinusSign) || minutes.Length != 2
            || !TryDigits(text[1..3], out int hour) || !TryDigits(minutes, out int minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        offset = (hour * 60 + minute) * (text[0] == '+' ? 1 : -1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = number * 10 + (c - '0');
        }

        return true;
    }
}
