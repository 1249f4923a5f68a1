using System.Reflection;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>
/// A port of the product over the real engine, at the end of an instance's line. The world's thread waits for each answer, so in the
/// world's time an operation is one instant however long the engine takes, and the same seed still plays the same history.
/// </summary>
public class OnALine : DispatchProxy
{
    static readonly MethodInfo Typed = typeof(OnALine).GetMethod(nameof(Do), BindingFlags.Instance | BindingFlags.NonPublic)!;
    object real = null!;
    Line line = null!;
    Action<string> done = _ => { };

    /// <param name="port">The port's interface.</param>
    /// <param name="done">Called with the name of each operation that took place.</param>
    internal static object Around(Type port, object real, Line line, Action<string> done)
    {
        var proxy = (OnALine)Create(port, typeof(OnALine));
        (proxy.real, proxy.line, proxy.done) = (real, line, done);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var operation = targetMethod!;
        object? Call() => operation.Invoke(real, args);
        if (!operation.ReturnType.IsAssignableTo(typeof(Task))) return Call();
        return operation.ReturnType.IsGenericType
            ? Typed.MakeGenericMethod(operation.ReturnType.GenericTypeArguments[0]).Invoke(this, [operation.Name, (Func<object?>)Call])
            : Do<bool>(operation.Name, (Func<Task<bool>>)(async () =>
            {
                await (Task)Call()!;
                return true;
            }));
    }

    Task<T> Do<T>(string operation, Func<object?> call) => line.Do(() =>
    {
        var answer = Blocking(() => (Task<T>)call()!);
        done(operation);
        return answer;
    });

    /// <summary>Past the world's own context, which is busy waiting for it.</summary>
    public static T Blocking<T>(Func<Task<T>> operation) => Task.Run(operation).GetAwaiter().GetResult();
}
