using System.Globalization;
using ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Operations.Figures;

/// <summary>How long something took, in classes that are fine where people look closely; so that hours of counts add up to a median.</summary>
public static class Durations
{
    /// <summary>Upper ends of the classes in minutes; what took longer is in a class of its own.</summary>
    public static IReadOnlyList<int> Minutes { get; } = [5, 15, 30, 60, 120, 240, 480, 960, 1440, 2160, 2880, 4320, 5760, 7200, 10080, 14400, 20160, 28800, 43200, 86400];

    public static int Class(TimeSpan took)
    {
        var minutes = took.TotalMinutes;
        for (var i = 0; i < Minutes.Count; i++)
            if (minutes <= Minutes[i]) return i;
        return Minutes.Count;
    }

    /// <summary>The middle of all, taken as spread evenly within its class; null when there are none. In minutes.</summary>
    /// <param name="counts">By class.</param>
    public static double? Median(IReadOnlyDictionary<int, int> counts)
    {
        var half = counts.Values.Sum() / 2.0;
        if (half <= 0) return null;
        foreach (var (at, count) in counts.Where(c => c.Value > 0).OrderBy(c => c.Key))
        {
            if (half > count)
            {
                half -= count;
                continue;
            }
            double from = at == 0 ? 0 : Minutes[at - 1], to = at < Minutes.Count ? Minutes[at] : 2 * from;
            return from + ((to - from) * half / count);
        }
        return null;
    }
}

/// <summary>
/// What of a referral is counted, in which hour: a function of its newest snapshot alone, so that order and repetition of events do not matter. A moment is
/// <c>measure/yyyyMMddHH</c>, or <c>measure:class/yyyyMMddHH</c> where it took a time; the hour is UTC's.
/// </summary>
public static class Moments
{
    /// <summary>A visit's day is the clinic's; at this hour UTC it is the same day everywhere in the United States.</summary>
    const int HourOfVisits = 17;

    public static IReadOnlyList<string> Of(ReferralStatusChanged e)
    {
        var (m, moments) = (e.Milestones ?? new(), new List<string>());
        // What was entered in error never was.
        if (e.Status is "entered-in-error") return [];
        At("received", e.ReceivedAt);
        At("asked", m.Asked);
        Took("acknowledged", e.ReceivedAt, m.Acknowledged);
        At("accepted", m.Accepted);
        At("pended", m.Pended);
        if (m.Pended is { } pended) Took("decided", pended, m.Covered > pended ? m.Covered : null);
        At("no-slots", m.NoSlots);
        Took("contacted", e.ReceivedAt, m.Contacted);
        Took("scheduled", e.ReceivedAt, m.Scheduled);
        Took("seen", e.ReceivedAt, m.Seen);
        if (m.Treated is { } treated) Took("reported", treated, m.Reported);
        At("closed", e.ReportAcknowledged);
        if (End(e) is { } end) At(end, e.At);
        foreach (var day in m.Attended ?? []) At("attended", day.ToDateTime(new(HourOfVisits, 0), DateTimeKind.Utc));
        foreach (var day in m.Missed ?? []) At("missed", day.ToDateTime(new(HourOfVisits, 0), DateTimeKind.Utc));

        // What became of those received, or reported, in an hour.
        if (m.Accepted is not null) At("of-received-accepted", e.ReceivedAt);
        if (m.Scheduled is not null) At("of-received-scheduled", e.ReceivedAt);
        if (m.Seen is not null) At("of-received-seen", e.ReceivedAt);
        if (m.Reported is not null) At("of-received-reported", e.ReceivedAt);
        if (e.ReportAcknowledged is not null) At("of-received-closed", e.ReceivedAt);
        if (m.Reported is not null && e.ReportAcknowledged is not null) At("of-reported-closed", m.Reported);
        if (End(e) is { } ended) At($"of-received-{ended}", e.ReceivedAt);
        return moments;

        void At(string measure, DateTimeOffset? at)
        {
            if (at is { } instant) moments.Add($"{measure}/{Hour(instant)}");
        }

        void Took(string measure, DateTimeOffset from, DateTimeOffset? to)
        {
            if (to is { } instant) At($"{measure}:{Durations.Class(instant - from):00}", instant);
        }
    }

    /// <summary>How it ended: completed, declined (rejected), lost (handed back: the patient goes elsewhere or was not reached) or cancelled; null while it goes on.</summary>
    static string? End(ReferralStatusChanged e) => e.BusinessStatus switch
    {
        "7.0" => "completed",
        "4.0" => e.Status is "failed" ? "lost" : "declined",
        "6.0" => "cancelled",
        _ => null,
    };

    public static string Hour(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);

    /// <summary>The beginning of an hour as <see cref="Hour"/> writes it.</summary>
    public static DateTimeOffset Start(string hour) => DateTimeOffset.ParseExact(hour, "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>A moment's measure with its class if any, and its hour.</summary>
    public static (string Measure, string Hour) Parts(string moment) => moment.Split('/') is [var measure, var hour] ? (measure, hour) : (moment, "");
}
