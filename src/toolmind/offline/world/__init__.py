"""A small world made of schemas: what answers tool calls where there is no real system.

`answers.World` answers calls: values drawn under the declared results, made to fit the call
(`fit`), in agreement with what is known of the same things (`memory`), able to feed later calls
(`feeds`). What a call does is told by its tool (`tools.effects`).
"""
