namespace Fleet.LocalServer.Tests.Environments.Api;

/// <summary>
/// Bad requests and their exact responses. <c>{i}</c> stands for a running instance, <c>{e}</c> for an ended one, <c>{hash}</c> for an unknown
/// hash and <c>{long}</c> for three thousand letters.
/// </summary>
internal static class BadRequests
{
    private const string Instances = "/v1/env/instances";
    private const string Tasks = "/v1/tasks";
    private const string Execute = "/v1/verifiers/execute";
    private const string Manager = "/i/{i}/api/v1/env";
    private const string Query = Manager + "/resources/sqlite/current/query";
    private const string Raw = "/i/{i}/raw";

    /// <summary>All cases: method, path, body, status, response.</summary>
    public static TheoryData<string, string, string?, int, string> All()
    {
        TheoryData<string, string, string?, int, string> rows = [];
        foreach ((string method, string path, string? body, int status, string answer) in (IEnumerable<(string, string, string?, int, string)>)
            [.. Creations, .. InstancesAndRuns, .. ImportedTasks, .. Verifiers, .. RestApi, .. Managers, .. Elsewhere])
        {
            rows.Add(method, path, body, status, answer);
        }

        return rows;
    }

    private static (string, string, string?, int, string)[] Creations =>
    [
        ("POST", Instances, "{}", 422, """{"detail":[{"loc":["body","env_key"],"msg":"Field required","type":"missing"}]}"""),
        ("POST", Instances, """{"env_key":null}""", 422,
            """{"detail":[{"loc":["body","env_key"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("POST", Instances, """{"env_key":""}""", 422,
            """{"detail":[{"loc":["body","env_key"],"msg":"String should have at least 1 character","type":"string_too_short"}]}"""),
        ("POST", Instances, """{"env_key":5}""", 422,
            """{"detail":[{"loc":["body","env_key"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("POST", Instances, """{"env_key":["shop"]}""", 422,
            """{"detail":[{"loc":["body","env_key"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("POST", Instances, "[]", 422, """{"detail":[{"loc":["body"],"msg":"Input should be a valid dictionary","type":"dict_type"}]}"""),
        ("POST", Instances, "null", 422, """{"detail":[{"loc":["body"],"msg":"Input should be a valid dictionary","type":"dict_type"}]}"""),
        ("POST", Instances, "\"shop\"", 422, """{"detail":[{"loc":["body"],"msg":"Input should be a valid dictionary","type":"dict_type"}]}"""),
        ("POST", Instances, "", 422, """{"detail":[{"loc":["body",0],"msg":"JSON decode error: the body is empty","type":"json_invalid"}]}"""),
        ("POST", Instances, "{\"env_key\":\"shop\"", 422,
            """{"detail":[{"loc":["body",17],"msg":"JSON decode error: not valid JSON in line 1","type":"json_invalid"}]}"""),
        ("POST", Instances, """{"env_key":"shop",}""", 422,
            """{"detail":[{"loc":["body",18],"msg":"JSON decode error: not valid JSON in line 1","type":"json_invalid"}]}"""),
        ("POST", Instances, "{'env_key':'shop'}", 422,
            """{"detail":[{"loc":["body",1],"msg":"JSON decode error: not valid JSON in line 1","type":"json_invalid"}]}"""),
        ("POST", Instances, """{"env_key":"shop"} x""", 422,
            """{"detail":[{"loc":["body",19],"msg":"JSON decode error: not valid JSON in line 1","type":"json_invalid"}]}"""),
        ("POST", Instances, """{"env_key":NaN}""", 422,
            """{"detail":[{"loc":["body",11],"msg":"JSON decode error: not valid JSON in line 1","type":"json_invalid"}]}"""),
        ("POST", Instances, """{"env_key":"\ud800"}""", 422,
            """{"detail":[{"loc":["body"],"msg":"JSON decode error: a text holds half a surrogate pair","type":"json_invalid"}]}"""),
        ("POST", Instances, """{"env_key":"shop","env_variables":{"a":"\udfff"}}""", 422,
            """{"detail":[{"loc":["body"],"msg":"JSON decode error: a text holds half a surrogate pair","type":"json_invalid"}]}"""),
        ("POST", Instances, """{"env_key":"nope"}""", 400, """{"detail":"Environment 'nope' not found"}"""),
        ("POST", Instances, """{"env_key":"shop' OR 1=1 --"}""", 400, """{"detail":"Environment 'shop' OR 1=1 --' not found"}"""),
        ("POST", Instances, """{"env_key":"shop","env_version":"v9"}""", 400, """{"detail":"Version 'v9' not found for 'shop'"}"""),
        ("POST", Instances, """{"env_key":"shop","env_version":1}""", 422,
            """{"detail":[{"loc":["body","env_version"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","data_key":"nope"}""", 400, """{"detail":"Data key 'nope' not found for 'shop'"}"""),
        ("POST", Instances, """{"env_key":"shop","data_key":"base","data_version":"v9"}""", 400,
            """{"detail":"Version 'v9' not found for data 'base' of 'shop'"}"""),
        ("POST", Instances, """{"env_key":"shop","data_key":{}}""", 422,
            """{"detail":[{"loc":["body","data_key"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","data_key":"broken"}""", 500,
            """{"detail":"The data of 'shop' cannot be made: seed/broken.sql: SQLite Error 1: 'no such table: nowhere'."}"""),
        ("POST", Instances, """{"env_key":"shop","region":"mars"}""", 400,
            """{"detail":"Region mars not supported. Please use ['us-west-1', 'us-east-1', 'eu-west-2', 'staging']"}"""),
        ("POST", Instances, """{"env_key":"shop","region":true}""", 422,
            """{"detail":[{"loc":["body","region"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","ttl_seconds":0}""", 422,
            """{"detail":[{"loc":["body","ttl_seconds"],"msg":"Input should be greater than or equal to 1","type":"greater_than_equal"}]}"""),
        ("POST", Instances, """{"env_key":"shop","ttl_seconds":-1}""", 422,
            """{"detail":[{"loc":["body","ttl_seconds"],"msg":"Input should be greater than or equal to 1","type":"greater_than_equal"}]}"""),
        ("POST", Instances, """{"env_key":"shop","ttl_seconds":1.5}""", 422,
            """{"detail":[{"loc":["body","ttl_seconds"],"msg":"Input should be a valid integer","type":"int_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","ttl_seconds":"soon"}""", 422,
            """{"detail":[{"loc":["body","ttl_seconds"],"msg":"Input should be a valid integer","type":"int_parsing"}]}"""),
        ("POST", Instances, """{"env_key":"shop","ttl_seconds":true}""", 422,
            """{"detail":[{"loc":["body","ttl_seconds"],"msg":"Input should be a valid integer","type":"int_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","ttl_seconds":99999999999999999999999999}""", 422,
            """{"detail":[{"loc":["body","ttl_seconds"],"msg":"Input should be a valid integer","type":"int_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","ttl_seconds":1e400}""", 422,
            """{"detail":[{"loc":["body","ttl_seconds"],"msg":"Input should be a valid integer","type":"int_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","ttl_seconds":2592001}""", 422,
            """{"detail":[{"loc":["body","ttl_seconds"],"msg":"Input should be less than or equal to 2592000","type":"less_than_equal"}]}"""),
        ("POST", Instances, """{"env_key":"shop","heartbeat_interval":29}""", 422,
            """{"detail":[{"loc":["body","heartbeat_interval"],"msg":"Input should be greater than or equal to 30","type":"greater_than_equal"}]}"""),
        ("POST", Instances, """{"env_key":"shop","heartbeat_interval":3601}""", 422,
            """{"detail":[{"loc":["body","heartbeat_interval"],"msg":"Input should be less than or equal to 3600","type":"less_than_equal"}]}"""),
        ("POST", Instances, """{"env_key":"shop","heartbeat_interval":[30]}""", 422,
            """{"detail":[{"loc":["body","heartbeat_interval"],"msg":"Input should be a valid integer","type":"int_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","env_variables":[]}""", 422,
            """{"detail":[{"loc":["body","env_variables"],"msg":"Input should be a valid dictionary","type":"dict_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","env_variables":"A=1"}""", 422,
            """{"detail":[{"loc":["body","env_variables"],"msg":"Input should be a valid dictionary","type":"dict_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","run_id":7}""", 422,
            """{"detail":[{"loc":["body","run_id"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("POST", Instances, """{"env_key":"shop","image_type":1,"seed":"x","p_error":"y","force_pull":"z"}""", 422,
            """{"detail":[{"loc":["body","image_type"],"msg":"Input should be a valid string","type":"string_type"},{"loc":["body","seed"]"""
            + ""","msg":"Input should be a valid integer","type":"int_parsing"},{"loc":["body","p_error"],"msg":"Input should be a valid """
            + """number","type":"float_type"},{"loc":["body","force_pull"],"msg":"Input should be a valid boolean","type":"bool_type"}]}"""),
    ];

    private static (string, string, string?, int, string)[] InstancesAndRuns =>
    [
        ("GET", Instances + "/nope", null, 404, """{"detail":"Instance not found"}"""),
        ("DELETE", Instances + "/nope", null, 404, """{"detail":"Instance not found"}"""),
        ("POST", Instances + "/nope/heartbeat", "{}", 404, """{"detail":"Instance not found"}"""),
        ("POST", Instances + "/{e}/heartbeat", "{}", 409, """{"detail":"Instance '{e}' has ended: closed by the caller"}"""),
        ("POST", Instances + "/{i}/heartbeat", "[]", 422, """{"detail":[{"loc":["body"],"msg":"Input should be a valid dictionary","type":"dict_type"}]}"""),
        ("POST", Instances + "/{i}/heartbeat", """{"region":5}""", 422,
            """{"detail":[{"loc":["body","region"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("GET", Instances + "/'%20OR%20'1'='1", null, 404, """{"detail":"Instance not found"}"""),
        ("DELETE", Instances + "/1;DROP%20TABLE%20instances", null, 404, """{"detail":"Instance not found"}"""),
        ("GET", Instances + "/..%2f..%2fetc%2fpasswd", null, 404, """{"detail":"Instance not found"}"""),
        ("GET", Instances + "/{long}", null, 404, """{"detail":"Instance not found"}"""),
        ("DELETE", Instances + "/batch", null, 400, """{"detail":"run_id or profile_id is required"}"""),
        ("DELETE", Instances + "/batch?run_id=", null, 400, """{"detail":"run_id or profile_id is required"}"""),
        ("DELETE", Instances + "/batch?run_id=&profile_id=self", null, 400, """{"detail":"run_id is empty"}"""),
        ("DELETE", Instances + "/batch?run_id=r&profile_id=", null, 400, """{"detail":"profile_id is empty"}"""),
        ("DELETE", Instances + "/batch?status=running", null, 400, """{"detail":"run_id or profile_id is required"}"""),
        ("GET", Instances + "/batch", null, 404, """{"detail":"Instance not found"}"""),
        ("PUT", Instances, "{}", 405, """{"detail":"Method Not Allowed"}"""),
        ("PATCH", Instances + "/{i}", "{}", 405, """{"detail":"Method Not Allowed"}"""),
        ("POST", Instances + "/{i}", "{}", 405, """{"detail":"Method Not Allowed"}"""),
        ("DELETE", Instances, null, 405, """{"detail":"Method Not Allowed"}"""),
        ("GET", "/v1/env/nope", null, 400, """{"detail":"Environment 'nope' not found"}"""),
        ("POST", "/v1/env/shop", "{}", 405, """{"detail":"Method Not Allowed"}"""),
        ("GET", "/v1/env/runs?active=sometimes", null, 422,
            """{"detail":[{"loc":["query","active"],"msg":"Input should be 'active', 'inactive' or 'all'","type":"enum"}]}"""),
        ("POST", "/v1/env/runs", "{}", 405, """{"detail":"Method Not Allowed"}"""),
        ("DELETE", "/v1/account", null, 405, """{"detail":"Method Not Allowed"}"""),
        ("GET", "/v2/account", null, 404, """{"detail":"Not Found"}"""),
        ("GET", "/v1", null, 404, """{"detail":"Not Found"}"""),
    ];

    private static (string, string, string?, int, string)[] ImportedTasks =>
    [
        ("GET", Tasks + "/nope", null, 404, """{"detail":"Task not found"}"""),
        ("GET", Tasks + "/x'%20UNION%20SELECT%20*%20FROM%20tasks", null, 404, """{"detail":"Task not found"}"""),
        ("POST", Tasks, "{}", 422,
            """{"detail":[{"loc":["body","key"],"msg":"Field required","type":"missing"},{"loc":["body","prompt"],"msg":"Field """
            + """required","type":"missing"},{"loc":["body","env_id"],"msg":"Field required","type":"missing"}]}"""),
        ("POST", Tasks, """{"key":"k","prompt":1,"env_id":"shop","metadata":[],"created_at":"never"}""", 422,
            """{"detail":[{"loc":["body","prompt"],"msg":"Input should be a valid string","type":"string_type"},{"loc":["body","metadata"]"""
            + ""","msg":"Input should be a valid dictionary","type":"dict_type"},{"loc":["body","created_at"],"msg":"Input should be a valid """
            + """datetime","type":"datetime_parsing"}]}"""),
        ("POST", Tasks, """{"key":"shop_rename","prompt":"p","env_id":"shop"}""", 409, """{"detail":"Task 'shop_rename' already exists"}"""),
        ("POST", Tasks, """[{"key":"k"}]""", 422, """{"detail":[{"loc":["body"],"msg":"Input should be a valid dictionary","type":"dict_type"}]}"""),
        ("PUT", Tasks + "/nope", """{"prompt":"p"}""", 404, """{"detail":"Task not found"}"""),
        ("PUT", Tasks + "/shop_rename", """{"prompt":5,"metadata":"m"}""", 422,
            """{"detail":[{"loc":["body","prompt"],"msg":"Input should be a valid string","type":"string_type"},{"loc":["body","metadata"]"""
            + ""","msg":"Input should be a valid dictionary","type":"dict_type"}]}"""),
        ("PUT", Tasks + "/shop_rename", "", 422, """{"detail":[{"loc":["body",0],"msg":"JSON decode error: the body is empty","type":"json_invalid"}]}"""),
        ("DELETE", Tasks + "/shop_rename", null, 405, """{"detail":"Method Not Allowed"}"""),
        ("PUT", Tasks + "/projects", "{}", 404, """{"detail":"Task not found"}"""),
    ];

    private static (string, string, string?, int, string)[] Verifiers =>
    [
        ("GET", "/v1/verifiers/nope", null, 404, """{"detail":"Verifier not found"}"""),
        ("GET", "/v1/verifiers/check", null, 422, """{"detail":[{"loc":["query","sha256"],"msg":"Field required","type":"missing"}]}"""),
        ("GET", "/v1/verifiers/check?sha256=xyz", null, 422,
            """{"detail":[{"loc":["query","sha256"],"msg":"Input should be 64 hex digits","type":"string_pattern_mismatch"}]}"""),
        ("POST", Execute, "{}", 422,
            """{"detail":[{"loc":["body","key"],"msg":"Field required","type":"missing"},{"loc":["body","sha256"],"msg":"Field """
            + """required","type":"missing"},{"loc":["body","args_array"],"msg":"The last item should be {\"env\": the id of an """
            + """instance}","type":"value_error"}]}"""),
        ("POST", Execute, """{"key":"k","sha256":"short","args_array":[{"env":"{i}"}]}""", 422,
            """{"detail":[{"loc":["body","sha256"],"msg":"Input should be 64 hex digits","type":"string_pattern_mismatch"}]}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args_array":[{"env":"{i}"}]}""", 400, """{"detail":"Bundle not found"}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args_array":[]}""", 422,
            """{"detail":[{"loc":["body","args_array"],"msg":"The last item should be {\"env\": the id of an instance}","type":"value_error"}]}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args_array":[{"env":5}]}""", 422,
            """{"detail":[{"loc":["body","args_array"],"msg":"The last item should be {\"env\": the id of an instance}","type":"value_error"}]}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args":"!!!","args_array":[{"env":"{i}"}]}""", 422,
            """{"detail":[{"loc":["body","args"],"msg":"Input should be base64","type":"value_error"}]}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args":"gAVj"}""", 422,
            """{"detail":[{"loc":["body","args"],"msg":"The pickle would import or call something in Python; only plain values are """
            + """read.","type":"value_error"}]}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args_array":[{"env":"{i}"}],"bundle":"UEsDBA=="}""", 400,
            """{"detail":"The bundle does not have the hash that sha256 says"}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args_array":[{"env":"{i}"}],"bundle":"no!base64"}""", 422,
            """{"detail":[{"loc":["body","bundle"],"msg":"Input should be base64","type":"value_error"}]}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args_array":[{"env":"{i}"}],"timeout":0}""", 422,
            """{"detail":[{"loc":["body","timeout"],"msg":"Input should be greater than or equal to 1","type":"greater_than_equal"}]}"""),
        ("POST", Execute, """{"key":"k","sha256":"{hash}","args_array":[{"env":"{i}"}],"timeout":301}""", 422,
            """{"detail":[{"loc":["body","timeout"],"msg":"Input should be less than or equal to 300","type":"less_than_equal"}]}"""),
        ("GET", Execute, null, 404, """{"detail":"Verifier not found"}"""),
    ];

    private static (string, string, string?, int, string)[] RestApi =>
    [
        ("GET", Raw + "/nope", null, 404, """{"detail":"Table 'nope' not found"}"""),
        ("GET", Raw + "/sqlite_schema", null, 404, """{"detail":"Table 'sqlite_schema' not found"}"""),
        ("GET", Raw + "/customers;DROP%20TABLE%20customers", null, 404, """{"detail":"Table 'customers;DROP TABLE customers' not found"}"""),
        ("GET", Raw + "/customers?nope=1", null, 422,
            """{"detail":[{"loc":["query","nope"],"msg":"'customers' has no column 'nope'","type":"unknown_column"}]}"""),
        ("GET", Raw + "/customers?limit=-1", null, 422,
            """{"detail":[{"loc":["query","limit"],"msg":"Input should be a whole number from 1 to 1000","type":"int_parsing"}]}"""),
        ("GET", Raw + "/customers?limit=1001", null, 422,
            """{"detail":[{"loc":["query","limit"],"msg":"Input should be a whole number from 1 to 1000","type":"int_parsing"}]}"""),
        ("GET", Raw + "/customers?offset=x", null, 422,
            """{"detail":[{"loc":["query","offset"],"msg":"Input should be a whole number from 0 to 2147483647","type":"int_parsing"}]}"""),
        ("GET", Raw + "/customers?sort=nope", null, 422,
            """{"detail":[{"loc":["query","sort"],"msg":"'customers' has no column 'nope'","type":"unknown_column"}]}"""),
        ("GET", Raw + "/customers?order=up", null, 422, """{"detail":[{"loc":["query","order"],"msg":"Input should be 'asc' or 'desc'","type":"enum"}]}"""),
        ("GET", Raw + "/customers/99", null, 404, """{"detail":"'customers' has no row with this key"}"""),
        ("GET", Raw + "/customers/1%20OR%201=1", null, 404, """{"detail":"'customers' has no row with this key"}"""),
        ("GET", Raw + "/lines/1", null, 422,
            """{"detail":[{"loc":["path","key"],"msg":"The key of 'lines' has the parts order_id,line","type":"value_error"}]}"""),
        ("POST", Raw + "/customers", """{"nope":1}""", 422,
            """{"detail":[{"loc":["body","nope"],"msg":"'customers' has no such column","type":"unknown_column"}]}"""),
        ("POST", Raw + "/customers", """{"name":[1]}""", 422,
            """{"detail":[{"loc":["body","name"],"msg":"Input should be null, a number, a text or a boolean","type":"value_error"}]}"""),
        ("POST", Raw + "/customers", """{"name":"a","name":"b"}""", 422,
            """{"detail":[{"loc":["body","name"],"msg":"The column is there twice","type":"duplicate_column"}]}"""),
        ("POST", Raw + "/customers", "{}", 422,
            """{"detail":[{"loc":["body","name"],"msg":"NOT NULL constraint failed: customers.name","type":"constraint"}]}"""),
        ("POST", Raw + "/customers", """{"name":"C","email":"ada@example.org"}""", 409, """{"detail":"UNIQUE constraint failed: customers.email"}"""),
        ("POST", Raw + "/customers", """{"name":"C","credit":-1}""", 422,
            """{"detail":[{"loc":["body","credit"],"msg":"CHECK constraint failed: credit >= 0","type":"constraint"}]}"""),
        ("POST", Raw + "/customers", """{"id":"x","name":"C"}""", 422, """{"detail":[{"loc":["body","id"],"msg":"datatype mismatch","type":"constraint"}]}"""),
        ("POST", Raw + "/orders", """{"customer_id":99}""", 409,
            """{"detail":"FOREIGN KEY constraint failed: orders.customer_id; customers has no row with id = 99"}"""),
        ("PATCH", Raw + "/customers/1", "{}", 422, """{"detail":[{"loc":["body"],"msg":"Name at least one column","type":"value_error"}]}"""),
        ("PATCH", Raw + "/customers/99", """{"name":"x"}""", 404, """{"detail":"'customers' has no row with this key"}"""),
        ("PATCH", Raw + "/customers/1", """{"name":null}""", 422,
            """{"detail":[{"loc":["body","name"],"msg":"NOT NULL constraint failed: customers.name","type":"constraint"}]}"""),
        ("DELETE", Raw + "/customers/99", null, 404, """{"detail":"'customers' has no row with this key"}"""),
        ("PUT", Raw + "/customers", "{}", 405, """{"detail":"Method Not Allowed"}"""),
        ("DELETE", Raw + "/customers", null, 405, """{"detail":"Method Not Allowed"}"""),
    ];

    private static (string, string, string?, int, string)[] Managers =>
    [
        ("GET", "/i/nope/", null, 404, """{"detail":"Instance not found"}"""),
        ("GET", "/i/{e}/", null, 410, """{"detail":"Instance '{e}' has ended: closed by the caller"}"""),
        ("GET", "/i/{e}/health", null, 410, """{"detail":"Instance '{e}' has ended: closed by the caller"}"""),
        ("GET", "/i/nope/api/v1/env/resources", null, 404, """{"detail":"Instance not found"}"""),
        ("GET", "/i/{e}/api/v1/env/resources", null, 410, """{"detail":"Instance '{e}' has ended: closed by the caller"}"""),
        ("POST", "/i/{e}/api/v1/env/reset", "{}", 410, """{"detail":"Instance '{e}' has ended: closed by the caller"}"""),
        ("GET", Manager + "/resources/sqlite/other/describe", null, 404, """{"detail":"Resource 'other' not found"}"""),
        ("GET", Manager + "/resources/cdp/describe", null, 404, """{"detail":"Not Found"}"""),
        ("POST", Query, "{}", 422, """{"detail":[{"loc":["body","query"],"msg":"Field required","type":"missing"}]}"""),
        ("POST", Query, """{"query":5}""", 422, """{"detail":[{"loc":["body","query"],"msg":"Input should be a valid string","type":"string_type"}]}"""),
        ("POST", Query, """{"query":"SELECT 1","args":{}}""", 422,
            """{"detail":[{"loc":["body","args"],"msg":"Input should be a valid list","type":"list_type"}]}"""),
        ("POST", Query, """{"query":"SELECT ?","args":[[1]]}""", 422,
            """{"detail":[{"loc":["body","args"],"msg":"Item 0 should be null, a number, a text or a boolean","type":"value_error"}]}"""),
        ("POST", Query, """{"query":"SELECT 1","read_only":"yes"}""", 422,
            """{"detail":[{"loc":["body","read_only"],"msg":"Input should be a valid boolean","type":"bool_type"}]}"""),
        ("GET", Query, null, 405, """{"detail":"Method Not Allowed"}"""),
        ("POST", Manager + "/resources/sqlite/..%2fseed/query", """{"query":"SELECT 1"}""", 404, """{"detail":"Resource '..%2fseed' not found"}"""),
        ("POST", Manager + "/reset", """{"seed":"x"}""", 422,
            """{"detail":[{"loc":["body","seed"],"msg":"Input should be a valid integer","type":"int_parsing"}]}"""),
        ("POST", Manager + "/nothing", "{}", 404, """{"detail":"Not Found"}"""),
    ];

    private static (string, string, string?, int, string)[] Elsewhere =>
    [
        ("GET", "/nope", null, 404, """{"detail":"Not Found"}"""),
        ("GET", "/_fleet/health", null, 404, """{"detail":"Not Found"}"""),
        ("POST", "/_fleet/clock", """{"advance":1}""", 404, """{"detail":"Not Found"}"""),
        ("GET", "/i", null, 404, """{"detail":"Not Found"}"""),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", null, 404, """{"detail":"Not Found"}"""),
        ("GET", "/v1/..%2fhealth", null, 404, """{"detail":"Not Found"}"""),
        ("TRACE", "/v1/account", null, 405, """{"detail":"Method Not Allowed"}"""),
        ("QUERY", "/v1/account", "{}", 405, """{"detail":"Method Not Allowed"}"""),
    ];
}
