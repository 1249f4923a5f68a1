namespace ClinicNetwork.Hosting;

/// <summary>
/// Asks one instance of a service, and the next when that one cannot be reached: claim checks only read, so asking again is harmless.
/// </summary>
sealed class AnyInstance(IReadOnlyList<Uri> instances) : DelegatingHandler
{
    int turn;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        var first = (int)((uint)Interlocked.Increment(ref turn) % (uint)instances.Count);
        for (var i = 0; ; i++)
        {
            var instance = instances[(first + i) % instances.Count];
            request.RequestUri = new UriBuilder(asked) { Scheme = instance.Scheme, Host = instance.Host, Port = instance.Port }.Uri;
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException) when (i < instances.Count - 1)
            {
                // The next one is asked.
            }
        }
    }
}
