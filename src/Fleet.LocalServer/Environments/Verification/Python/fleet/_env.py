"""The instance under verification."""
from fleet._data import Database, Record
from fleet._files import Files


class _Instance:
    def __init__(self, env):
        self._env = env
        self.instance_id = env.instance_id

    def load(self):
        return self._env.resources()

    def db(self, name="current"):
        return self._env.db(name)

    def fs(self):
        return self._env.fs()

    def resources(self):
        return self._env.resources()

    def state(self, uri):
        return self._env.state(uri)


class Environment:
    """The instance under verification."""

    def __init__(self, instance_id, env_key, databases, call, give):
        self.instance_id = instance_id
        self.env_key = env_key
        self._databases = databases
        self._call = call
        self._give = give
        self.id = instance_id
        self.instance = _Instance(self)

    def __getattr__(self, name):
        raise AttributeError(f"env.{name} is not available to verifiers on this server")

    def db(self, name="current"):
        if name not in self._databases:
            raise KeyError(f"There is no database '{name}'; there are: {', '.join(self._databases)}")
        return Database(name, self._call, self._give)

    def state(self, uri):
        """Returns the resource with a URI such as `sqlite://current`."""
        kind, _, name = uri.rpartition("://")
        if kind not in ("", "sqlite"):
            raise KeyError(f"There is no resource '{uri}'; there are: {', '.join('sqlite://' + name for name in self._databases)}")
        return self.db(name)

    def fs(self):
        """Returns the instance's files."""
        return Files(self._call, self._give)

    def browser(self, name="cdp"):
        raise KeyError(f"There is no resource 'cdp://{name}': instances on this server have no browser")

    def resources(self):
        return self._give([Record(type="sqlite", name=name, mode="ro" if name == "seed" else "rw", label=None)
                           for name in self._databases])
