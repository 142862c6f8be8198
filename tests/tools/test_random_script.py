"""A seed names a script for ever."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from tools.recorder.random_script import random_script

RECORDED = Path(__file__).parents[1] / "data" / "recorded"
SHA256 = {
    1: "52570ca55b1866658bf03aae9ed5c1a3f3afa82c5e6648873a96df79b11f3572",
    2: "48d542efdbd5315b9edfd548dd68d2eb47e0e26b005665ad6cd8ea57efab3493",
    3: "f1ec4cf408a9bd22fcb3413aedf7402de9c9a2343704b9409c45100d7c8fd7fc",
    4: "83ab361754687437aaa010b08e3098b25a24f8a64ad6b3e023ae2e11692cf921",
    5: "cfc165d93b48250f7249fbd70730e662412a850c9f8c2e6037a5f643b446a264",
    6: "4e68386d8cf7610c0ff94716d55bd0536edf3aba753e9ce4d3a28937d0a5800c",
    7: "4b673ddf75e17575f2c0d8255e3cb1ce16b116fd71fa36b35304e8ae4091679b",
    8: "45352de0335316a28e184c907dd663395a3b6471c562f5c2f0f888a4640c1b45",
    1000: "6d7c8f03a1b26422c13fdc57871f48f92e15c9b7d1aae50cbfde8b9d75b56fd2",
    1001: "a3a2dfb31821fa35c9e2809ca28b81fa76a6a0edcea7572e66a8160a462d7738",
    1002: "6c50f2b48f78a9c08622f204b3d3d1a90c9626ac2189084bae6a8d7211077f61",
    1003: "3efc968d56ce794fed2a423c7480f5c4c13094721b552feb7a94ff22ce24f72f",
}


@pytest.mark.parametrize("seed", SHA256)
def test_the_script_of_a_seed_is_the_same_byte_for_byte(seed):
    assert hashlib.sha256(random_script(seed).encode()).hexdigest() == SHA256[seed]


@pytest.mark.parametrize("kernel", ["6.1", "6.12"])
def test_a_recording_of_a_seed_did_its_operations(kernel):
    lines = gzip.decompress((RECORDED / kernel / "r08-random.jsonl.gz").read_bytes()).decode().splitlines()
    done = [record["op"] for record in map(json.loads, lines) if record["t"] == "step"]
    assert len(done) > 10
    assert done == random_script(8).splitlines()[1 : len(done) + 1]


def test_the_first_lines_follow_from_the_seed():
    assert random_script(1).splitlines()[:3] == [
        "# random script, seed 1",
        "set shmem always",
        "memfd f 1024",
    ]
    assert random_script(3).splitlines()[1:4] == ["set mthp:64 always", "set mthp:16 always", "proc A"]
