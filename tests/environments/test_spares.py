from toolmind.environments.spares import Spares


class Begun:
    def __init__(self):
        self.alive, self.closed = True, False

    async def close(self):
        self.closed = True


async def test_what_comes_back_untouched_is_given_out_again_and_what_does_not_is_closed():
    async def begin():
        return Begun()

    spares = Spares(begin)
    one, two = await spares.take(), await spares.take()
    assert one is not two
    await spares.give_back(one, untouched=True)
    await spares.give_back(two, untouched=False)
    assert two.closed and await spares.take() is one
    await spares.give_back(one, untouched=True)
    one.alive = False
    three = await spares.take()
    assert three is not one and one.closed
    await spares.give_back(three, untouched=True)
    await spares.close()
    assert three.closed and await spares.take() is not three
