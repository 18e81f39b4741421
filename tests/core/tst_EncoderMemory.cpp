// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/EncoderSetup.h"
#include "core/media/FFmpeg.h"

#include <QTest>

#include <cerrno>

#include <malloc.h>

using namespace studio;
using namespace studio::media;

namespace {

constexpr size_t kLarge = 4096; // bytes
int left = 0; // large allocations until the one that fails; 0 for none

} // namespace

// FFmpeg allocates by it, and a program's own comes before the C library's.
extern "C" int posix_memalign(void** to, size_t alignment, size_t bytes) noexcept
{
    void* const made = bytes >= kLarge && left > 0 && --left == 0 ? nullptr : ::memalign(alignment, bytes);
    if (!made)
        return errno = ENOMEM;
    *to = made;
    return 0;
}

namespace {

class TestEncoderMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { routeFFmpegLog(); }

    // Without memory for once, the encoder doesn't refuse one channel: two would be another sound.
    void aSoundKeepsItsChannelsWithoutMemory()
    {
        // The encoder's own state, and the first two that it makes room for with it.
        for (int at = 1; at <= 3; ++at) {
            left = at;
            const auto encoder = openSoundEncoder({.encoder = "aac", .channels = 1, .rate = 48000, .bitRate = 64'000});
            QCOMPARE(left, 0);
            QVERIFY2(!encoder, qPrintable(QString::number(at)));
            QVERIFY(encoder.error().code == ErrorCode::OutOfMemory);
        }
        QCOMPARE((*openSoundEncoder({.encoder = "aac", .channels = 1, .rate = 48000, .bitRate = 64'000}))
                     ->ch_layout.nb_channels,
                 1);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestEncoderMemory)
#include "tst_EncoderMemory.moc"
