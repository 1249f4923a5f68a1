using System.Collections;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>Goes through all of a resource, once, whatever it nests: contained resources, extensions, Bundles in Bundles.</summary>
static class Tree
{
    /// <summary>Called for every element and every primitive inside, parents first; <paramref name="at"/> tells its FHIRPath when asked.</summary>
    public delegate void Visitor(object element, string name, Func<string> at);

    /// <param name="goesInto">Whether what is inside is visited too; always, when left out.</param>
    public static void Visit(Base root, string path, Visitor visitor, Func<Base, bool>? goesInto = null)
    {
        var steps = new List<(string Name, int Index)>();
        string At() => steps.Aggregate(path, (way, step) => step.Index < 0 ? $"{way}.{step.Name}" : $"{way}.{step.Name}[{step.Index}]");
        Func<string> at = At;
        Into(root);

        void Into(Base parent)
        {
            foreach (var (name, value) in parent.EnumerateElements())
            {
                if (value is IEnumerable list and not string)
                {
                    var index = 0;
                    foreach (var element in list) Step(element, name, index++);
                }
                else Step(value, name, -1);
            }
        }

        void Step(object element, string name, int index)
        {
            steps.Add((name, index));
            visitor(element, name, at);
            if (element is Base inner && goesInto?.Invoke(inner) != false) Into(inner);
            steps.RemoveAt(steps.Count - 1);
        }
    }
}
