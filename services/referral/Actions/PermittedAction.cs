namespace ClinicNetwork.Referrals;

/// <summary>Something that somebody may do with a referral now.</summary>
/// <param name="Code">A stable code, e.g. <c>confirm-cancellation</c>.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Method">The HTTP method by which it is done.</param>
/// <param name="Path">The address at which it is done, from the public one on.</param>
/// <param name="Needs">What has to be said with it.</param>
/// <param name="Will">What it will do, a sentence each: told by deciding it, without recording anything.</param>
public sealed record PermittedAction(string Code, string Title, string Method, string Path, IReadOnlyList<Need> Needs, IReadOnlyList<string> Will);

/// <summary>What has to be said with an action.</summary>
/// <param name="Name">The element of the request.</param>
/// <param name="Text">What is meant by it, for people.</param>
/// <param name="Codes">The codes to choose from; null where it is words or a number.</param>
public sealed record Need(string Name, string Text, IReadOnlyList<string>? Codes = null);
