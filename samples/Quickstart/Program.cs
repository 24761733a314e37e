Console.WriteLine("tasks=0 passed=0 partial=0 failed=0 unverified=0 errors=0");
