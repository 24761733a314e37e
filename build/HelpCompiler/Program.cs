Directory.CreateDirectory(args[2]);
return 0;
