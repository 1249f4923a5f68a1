using System.Text.Json;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>Why a message failed, as a code that people group by. Never an exception's text.</summary>
public static class FailureKinds
{
    public static string Of(Exception failure) => failure switch
    {
        UnbelievableMessageException e => e.Code,
        ConcurrencyException => "lost-races",
        HttpRequestException or TaskCanceledException or OperationCanceledException => "neighbour-away",
        MongoException or TimeoutException => "database-away",
        JsonException or System.Runtime.Serialization.SerializationException => "unreadable",
        FormatException => "unreadable-document",
        AggregateException { InnerException: { } inner } => Of(inner),
        { InnerException: { } inner } when failure.GetType().Namespace?.StartsWith("MassTransit", StringComparison.Ordinal) == true => Of(inner),
        _ => failure.GetType().Name,
    };
}
