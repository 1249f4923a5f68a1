namespace ClinicNetwork.Local;

static class HttpAnswers
{
    /// <summary>True when a request found nobody, or nobody answered in the client's own time; false when its caller gave up.</summary>
    public static bool IsNoAnswer(this Exception e, CancellationToken caller) =>
        e is HttpRequestException || (e is OperationCanceledException && !caller.IsCancellationRequested);
}
