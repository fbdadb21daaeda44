"""Python's own client, gql: it reads the schema, asks over HTTP, and follows over a socket."""

import pytest
from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.builders import SURGERY
from tests.following import ask, rename

FEED = "subscription($after: FeedCursor) { changeFeed(after: $after) { fields { after } } }"


async def test_it_reads_the_schema_and_holds_questions_to_it(address: str) -> None:
    async with Client(
        transport=HTTPXAsyncTransport(f"{address}/graphql", timeout=60),
        execute_timeout=60,
        fetch_schema_from_transport=True,
    ) as session:
        told = await session.execute(gql('{ codeList(list: "unit-type") { __typename } __typename }'))

        assert session.client.schema is not None
        assert "Unit" in session.client.schema.type_map
        assert told["__typename"] == "Query"


async def test_it_is_told_what_is_wrong(address: str) -> None:
    async with Client(transport=HTTPXAsyncTransport(f"{address}/graphql", timeout=60), execute_timeout=60) as session:
        with pytest.raises(TransportQueryError) as wrong:
            await session.execute(gql('{ node(id: "nothing") { id } }'))

    assert wrong.value.data == {"node": None}
    assert wrong.value.errors is not None
    assert [error["extensions"]["code"] for error in wrong.value.errors] == ["INVALID_ID"]


async def test_it_follows_over_a_socket(address: str, hospital_engine: AsyncEngine) -> None:
    cursor = (await ask(address, "{ register { feedPosition } }"))["data"]["register"]["feedPosition"]
    await rename(hospital_engine, SURGERY, "Kirurgi A", "Kirurgi B")
    transport = WebsocketsTransport(f"{address.replace('http', 'ws', 1)}/graphql")
    names = []
    async with Client(transport=transport, execute_timeout=60) as session:
        assert await session.execute(gql("{ __typename }")) == {"__typename": "Query"}
        async for told in session.subscribe(GraphQLRequest(FEED, variable_values={"after": cursor})):
            names.append(told["changeFeed"]["fields"][0]["after"])
            if len(names) == 2:
                break

    assert names == ["Kirurgi A", "Kirurgi B"]
