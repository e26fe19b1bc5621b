"""F3: nginx with nchan, which hands what is posted to /pub to everybody who listens at /sub.

``python -m bench.floors.nchan`` becomes nginx, in the folder where it is started; its port is in ORDERING_PORT.
"""

import os
import shutil
from pathlib import Path

MODULE = "ngx_nchan_module.so"
MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules", "/etc/nginx/modules")
CONFIG = """\
load_module {module};
daemon off;
master_process off;
worker_rlimit_nofile 4096;
pid nginx.pid;
error_log stderr warn;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
    keepalive_requests 1000000;
    server {{
        listen 127.0.0.1:{port};
        location = /up {{ return 200; }}
        location = /pub {{ nchan_publisher; nchan_channel_id store; }}
        location = /sub {{
            nchan_subscriber eventsource; nchan_channel_id store; nchan_subscriber_first_message newest;
        }}
    }}
}}
"""


def find() -> tuple[str, str] | None:
    """nginx and the module, where both are installed."""
    nginx = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    module = next((f"{folder}/{MODULE}" for folder in MODULES if Path(folder, MODULE).exists()), None)
    return (nginx, module) if nginx and module else None


def main() -> None:
    found = find()
    assert found is not None
    nginx, module = found
    Path("tmp").mkdir(exist_ok=True)
    Path("nginx.conf").write_text(CONFIG.format(module=module, port=os.environ["ORDERING_PORT"]))
    os.execv(nginx, [nginx, "-p", str(Path.cwd()), "-c", "nginx.conf", "-e", "stderr"])


if __name__ == "__main__":
    main()
