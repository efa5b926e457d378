"""A file larger than the memory it may take. Minutes long: only ./tools/test --all runs it."""
import json
import os
import subprocess

import sandglass_process as sandglass

GIGABYTE = 2**30
MOST_MEMORY = 256 * 2**20  # bytes; a file of a thousandth of the size takes 60 MiB
HEADER = "会话ID,消息ID,消息时间,发送方类型,用户ID,客服ID,消息内容\n"


def rows(first, count):
    return "".join(f"s{i},m{i},2025-10-01 10:{i // 60 % 60:02}:{i % 60:02},用户,u{i % 50},,在吗\n"
                   for i in range(first, first + count))


class LargeFile(sandglass.Test):
    def test_two_gigabytes_of_mostly_nothing_are_read_in_bounded_memory(self):
        path = self.folder / "large.csv"
        with open(path, "wb") as file:
            file.write((HEADER + rows(0, 30_000)).encode())
            for gigabyte in (1, 2):  # a hole: one line of NUL bytes, which takes no room on the disk
                file.seek(gigabyte * GIGABYTE)
                file.write(("\n" + rows(gigabyte * 100_000, 1_000)).encode())
        process = subprocess.Popen(
            [sandglass.BINARY, "import", "csv", path, "--db", self.folder / "s.db", "--preset", "feige",
             "--no-rules", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        told = json.loads(process.stdout.read())
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertEqual((told["rows"], told["taken"], told["rejected"]), (32_002, 32_000, 2))
        self.assertLess(usage.ru_maxrss * 1024, MOST_MEMORY)


if __name__ == "__main__":
    sandglass.main()
