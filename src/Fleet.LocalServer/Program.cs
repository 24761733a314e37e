using Fleet.LocalServer.Hosting;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
