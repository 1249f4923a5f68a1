using System.Buffers;
using System.Buffers.Binary;

namespace ClinicNetwork.MongoWire;

/// <summary>Wraps a reply document as the message that its request wants: OP_MSG, or OP_REPLY for an OP_QUERY.</summary>
static class MessageWriter
{
    const int MsgOverhead = MessageReader.HeaderBytes + 5;
    const int ReplyOverhead = MessageReader.HeaderBytes + 20;
    const int AwaitCapable = 8;

    public static void Write(IBufferWriter<byte> output, WireRequest request, ReadOnlySpan<byte> document)
    {
        var overhead = request.OpCode == OpCode.Query ? ReplyOverhead : MsgOverhead;
        var message = output.GetSpan(overhead + document.Length);
        message[..overhead].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(message, overhead + document.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message[8..], request.RequestId);
        BinaryPrimitives.WriteInt32LittleEndian(message[12..], (int)(request.OpCode == OpCode.Query ? OpCode.Reply : OpCode.Msg));
        if (request.OpCode == OpCode.Query)
        {
            BinaryPrimitives.WriteInt32LittleEndian(message[16..], AwaitCapable);
            BinaryPrimitives.WriteInt32LittleEndian(message[32..], 1);
        }
        document.CopyTo(message[overhead..]);
        output.Advance(overhead + document.Length);
    }
}
