using ClinicNetwork.MongoWire;

return await MongoWireCommand.RunAsync(args);
