using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Sdk;

/// <summary>Environments and tasks with the names used in the recorded requests, but with data and files of our own.</summary>
internal sealed class RecordedEnvironments : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-recorded-");

    public RecordedEnvironments()
    {
        Add("hubspot", """{"v1.2.7":{"data":{"crm-base":{"v2":"seed.sql"}},"default_data":"crm-base"}}""");
        Add(
            "fira",
            """{"v1.2.5":{"data":{"base":{"v3":"seed.sql"}},"default_data":"base"},"v1:2":{"data":{"base":{"v3":"seed.sql"}},"default_data":"base"}}""");
        Add("dropbox", """{"Forge1.1.0":{"data":{"base":{"v1":"seed.sql"}},"default_data":"base"}}""");
    }

    /// <summary>The folder with the environments.</summary>
    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    private void Add(string key, string versions)
    {
        DirectoryInfo environment = _folder.CreateSubdirectory(key);
        File.WriteAllText(
            System.IO.Path.Combine(environment.FullName, "environment.json"),
            $$"""{"env_key":"{{key}}","name":"{{key}}","project_key":"my-project","files":"files","versions":{{versions}}}""");
        File.WriteAllText(
            System.IO.Path.Combine(environment.FullName, "seed.sql"),
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO users VALUES (1, 'Alice');");
        DirectoryInfo files = environment.CreateSubdirectory("files/w");
        File.WriteAllText(System.IO.Path.Combine(files.FullName, "a.txt"), "text");
        File.WriteAllBytes(System.IO.Path.Combine(files.FullName, "a.docx"), VerifierBundle.Zip(
        [
            (
                "word/document.xml",
                """
                <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
                <w:p><w:r><w:t>Hi</w:t></w:r></w:p></w:document>
                """u8.ToArray()),
        ]));
        if (key == "hubspot")
        {
            JsonArray tasks = [];
            foreach (string task in (string[])["task_abcdef", "task_a", "task b&c", "k1", "t1"])
            {
                tasks.Add(new JsonObject
                {
                    ["key"] = task,
                    ["prompt"] = "Close the oldest open deal.",
                    ["env_id"] = key,
                    ["version"] = "v1.2.7",
                    ["data_id"] = "crm-base",
                    ["data_version"] = "v2",
                    ["env_variables"] = new JsonObject { ["LOCALE"] = "en" },
                    ["verifier_func"] = "def validate_task(env, final_answer=None):\n    return 1.0\n",
                    ["metadata"] = new JsonObject { ["avg_steps"] = 12 },
                });
            }

            File.WriteAllText(System.IO.Path.Combine(environment.CreateSubdirectory("tasks").FullName, "tasks.json"), tasks.ToJsonString());
        }
    }
}
