using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MongoDB.Bson;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>
/// A stored document of a referral that has been through the whole network, to be written again under other names and at other times. Texts are replaced by
/// texts of the same length, so a copy is the same bytes with some of them changed.
/// </summary>
sealed partial class Template
{
    readonly byte[] bytes;
    readonly List<(int Offset, string Text)> texts = [];
    readonly List<(int Offset, long Milliseconds)> times = [];
    readonly List<(int Offset, DateOnly Date)> dates = [];

    /// <param name="names">What is another in each copy: ids, numbers, keys.</param>
    public Template(BsonDocument document, IEnumerable<string> names)
    {
        bytes = document.ToBson();
        foreach (var name in names.Where(n => n.Length > 0).Distinct())
            foreach (var offset in Places(Encoding.UTF8.GetBytes(name))) texts.Add((offset, name));
        foreach (var time in Times(document).Distinct())
            foreach (var offset in Places(BitConverter.GetBytes(time))) times.Add((offset, time));
        foreach (Match date in Date().Matches(Encoding.Latin1.GetString(bytes)))
            dates.Add((date.Index, DateOnly.ParseExact(date.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    public int Length => bytes.Length;

    /// <param name="days">Earlier by so many.</param>
    public RawBsonDocument Copy(IReadOnlyDictionary<string, string> names, int days)
    {
        var copy = (byte[])bytes.Clone();
        foreach (var (offset, date) in dates) Write(offset, date.AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var (offset, time) in times) BitConverter.GetBytes(time - days * 86_400_000L).CopyTo(copy, offset);
        foreach (var (offset, text) in texts) Write(offset, names[text]);
        return new(copy);

        void Write(int offset, string text) => Encoding.UTF8.GetBytes(text, copy.AsSpan(offset));
    }

    IEnumerable<int> Places(byte[] what)
    {
        for (var at = 0; bytes.AsSpan(at).IndexOf(what) is >= 0 and var found; at += found + 1) yield return at + found;
    }

    static IEnumerable<long> Times(BsonValue value) => value switch
    {
        BsonDocument document => document.Values.SelectMany(Times),
        BsonArray array => array.SelectMany(Times),
        BsonDateTime time => [time.MillisecondsSinceEpoch],
        _ => [],
    };

    [GeneratedRegex("(?<![0-9])20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])(?![0-9])")]
    private static partial Regex Date();
}
