using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>Counts what the relay complains about: an event that could not be published.</summary>
sealed class Warnings : ILoggerProvider, ILogger
{
    int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>The latest complaint.</summary>
    public string Last { get; private set; } = "none";

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        Interlocked.Increment(ref count);
        Last = formatter(state, exception);
    }

    public void Dispose()
    {
    }
}
