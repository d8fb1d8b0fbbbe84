"""A pantry as an HTTP service with a state, and the document of its operations."""

import sys

from aiohttp import web

shelf = [{"item_id": "I-11", "name": "tea"}, {"item_id": "I-12", "name": "rice"}]


async def items(request: web.Request) -> web.Response:
    return web.json_response(shelf)


async def remove(request: web.Request) -> web.Response:
    gone = [one for one in shelf if one["item_id"] == request.match_info["item_id"]]
    if not gone:
        raise web.HTTPNotFound(text="no such item")
    shelf.remove(gone[0])
    return web.json_response(gone[0])


app = web.Application()
app.add_routes([web.get("/items", items), web.delete("/items/{item_id}", remove)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
