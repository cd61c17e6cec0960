"""MCP: tools of other programs, the servers that a user or a workspace names in an mcp.json, over their stdio.

From below: config.py reads the files, connection.py speaks JSON-RPC with one process, protocol.py speaks MCP over it,
server.py keeps one server alive, rows.py makes its tools rows like any other, workspace.py puts together what the
sessions of one directory share, servers.py knows all of them. Which of a workspace's servers may start at all is
approvals.py's to keep.

Locks, each taken alone: Connection's, McpServer's, Workspace's, McpServers'. None is held across the disk, a process
or a callback.
"""
