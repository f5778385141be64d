"""What SAM finds in a template: its functions as it would start them, and the routes of its API. Arguments: template, env.json."""

import json
import logging
import sys

from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider
from samcli.local.lambdafn.env_vars import EnvironmentVariables

logging.disable(logging.CRITICAL)
template, env_file = sys.argv[1:]
with open(env_file) as file:
    overrides = json.load(file)
stacks, _ = SamLocalStackProvider.get_stacks(template, global_parameter_overrides={"AWS::Region": "eu-central-1"})


def environment(function):
    """As `sam local invoke --env-vars` resolves it."""
    variables = (function.environment or {}).get("Variables", {})
    resolved = EnvironmentVariables(
        function.name,
        function.memory,
        function.timeout,
        function.handler,
        variables=variables,
        override_values=overrides.get(function.name, {}),
    ).resolve()
    return {name: value for name, value in resolved.items() if name in overrides.get(function.name, {})}


functions = [
    {
        "logicalId": function.name,
        "code": function.codeuri,
        "handler": function.handler,
        "runtime": function.runtime,
        "memoryMB": function.memory,
        "timeoutS": function.timeout,
        "layers": len(function.layers or []),
        "env": environment(function),
    }
    for function in SamFunctionProvider(stacks).get_all()
]
routes = [
    {"function": route.function_name, "methods": route.methods, "path": route.path, "format": route.payload_format_version}
    for route in ApiProvider(stacks, cwd=".").routes
]
print(json.dumps({"functions": functions, "routes": routes}))
