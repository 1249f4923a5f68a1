namespace ClinicNetwork.MongoWire;

/// <summary>The operation codes in use: OP_QUERY (with OP_REPLY) for a driver's first hello, OP_MSG for everything after.</summary>
enum OpCode
{
    Reply = 1,
    Query = 2004,
    Msg = 2013,
}
