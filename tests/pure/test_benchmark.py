"""The benchmark's own reckoning: which answers differ, how large trees are, where a value belongs."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from benchmarks.chosen import Tree, sized
from benchmarks.comparing import difference
from benchmarks.connection import Connection, Refused
from benchmarks.contestant import next_page
from benchmarks.figures import Times
from benchmarks.peers.postgraphile.wording import shaped


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ({"unit": {"name": "A"}}, {"unit": {"name": "A"}}, None),
        ({"unit": {"name": "A"}}, {"unit": {"name": "B"}}, "data.unit.name is B, and the program's A"),
        ({"nodes": ["a", "b"]}, {"nodes": ["a"]}, "data.nodes[1] is None, and the program's b"),
        ({"nodes": ["a"]}, {"nodes": ["a", "b"]}, "data.nodes[1] is b, and the program's None"),
        ({"a": 1}, {"a": 1, "b": 2}, "data.b is 2, and the program's None"),
        ({"nodes": ["a", "b"]}, {"nodes": ["b", "a"]}, "data.nodes[0] is b, and the program's a"),
        ({"unit": {"type": None}}, {"unit": {"type": {"name": None}}}, None),
        ({"pageInfo": {"endCursor": "x"}}, {"pageInfo": {"endCursor": "y"}}, None),
    ],
)
def test_the_first_difference_of_two_answers_is_told(ours: object, theirs: object, told: str | None) -> None:
    assert difference(ours, theirs) == told


def test_trees_are_sized_by_the_depths_of_their_units() -> None:
    depth_first = [("owner", 0), ("hospital", 1), ("ward", 2), ("room", 3), ("clinic", 1), ("other owner", 0)]

    assert sorted(sized(depth_first)) == [
        Tree("clinic", 1, 0),
        Tree("hospital", 3, 2),
        Tree("other owner", 1, 0),
        Tree("owner", 5, 3),
        Tree("room", 1, 0),
        Tree("ward", 2, 1),
    ]


def test_the_fields_of_a_flat_table_are_put_where_the_program_tells_them() -> None:
    flat = {
        "unitBySorCode": {"name": "A", "typeName": "B", "children": [{"postalStreet": "C", "above": {"name": "A"}}]}
    }

    assert shaped(flat) == {
        "unit": {
            "name": "A",
            "type": {"name": "B"},
            "children": {
                "nodes": [{"effectivePostalAddress": {"value": {"street": "C"}}, "parent": {"name": "A"}}],
            },
        }
    }


def test_depths_are_told_from_the_root_of_the_tree() -> None:
    nodes = [{"depth": 2, "parentSorCode": "1", "name": "A"}, {"depth": 3, "parentSorCode": "2", "name": "B"}]

    assert shaped({"subtreeList": nodes})["subtree"]["nodes"] == [
        {"depth": 0, "parentSorCode": "1", "unit": {"name": "A"}},
        {"depth": 1, "parentSorCode": "2", "unit": {"name": "B"}},
    ]


@pytest.mark.parametrize(
    ("end", "cursor"),
    [
        (b'"pageInfo":{"hasNextPage":true,"endCursor":"abc"}}}', "abc"),
        (b'"pageInfo" : {"hasNextPage" : true, "endCursor" : "a\\tb"}}}', "a\tb"),
        (b'"pageInfo":{"hasNextPage":true,"endCursor":"a \\"b\\" c"}}}', 'a "b" c'),
        (b'"pageInfo":{"hasNextPage":false,"endCursor":"abc"}}}', None),
    ],
)
def test_the_next_page_begins_where_an_answer_says(end: bytes, cursor: str | None) -> None:
    assert next_page(b'{"data":{"units":{"nodes":[],' + end) == cursor


def test_the_median_and_the_slowest_answer_of_a_hundred() -> None:
    times = Times([float(milliseconds) for milliseconds in range(1, 102)])

    assert (times.median, times.slowest, times.seconds) == (51, 100, 5.151)


@contextmanager
def answering(answer: bytes, piece: int) -> Iterator[Connection]:
    """A connection to a server that gives one answer to everything, in pieces of so many bytes."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = Thread(target=answer_all, args=(door, answer, piece))
        server.start()
        with Connection(f"http://127.0.0.1:{door.getsockname()[1]}", patience=10) as connection:
            yield connection
        server.join()


def answer_all(door: socket.socket, answer: bytes, piece: int) -> None:
    client, _ = door.accept()
    with client:
        while client.recv(1000):
            for start in range(0, len(answer), piece):
                client.sendall(answer[start : start + piece])


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n",
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_answers_are_read_whole_one_after_the_other(answer: bytes, piece: int) -> None:
    with answering(answer, piece) as connection:
        assert [connection.got("/") for _ in range(3)] == [b"hello world"] * 3


def test_a_refusal_is_no_answer() -> None:
    answer = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy"
    with answering(answer, 1000) as connection, pytest.raises(Refused, match="503 Service Unavailable: busy"):
        connection.got("/")
