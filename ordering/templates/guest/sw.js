importScripts({{ worker | tojson }});
keep({{ build | tojson }}, {{ page | tojson }}, {{ files | tojson }});
