// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/WavFile.h"

#include "core/media/SoundFinisher.h"
#include "core/media/SoundStream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>

namespace studio::media {
namespace {

constexpr int64_t kMaxData = std::numeric_limits<uint32_t>::max() - 64; // RIFF's sizes have 32 bits.
constexpr size_t kHeader = 44;

// The header of 16-bit PCM; all fields are little-endian.
std::array<uint8_t, kHeader> header(int channels, int rate, int64_t dataBytes)
{
    std::array<uint8_t, kHeader> bytes{};
    size_t at = 0;
    const auto text = [&](const char* word) {
        std::memcpy(&bytes[at], word, 4);
        at += 4;
    };
    const auto number = [&](int64_t value, size_t size) {
        for (size_t i = 0; i < size; ++i)
            bytes[at++] = static_cast<uint8_t>(value >> (8 * i));
    };
    text("RIFF");
    number(dataBytes + static_cast<int64_t>(kHeader) - 8, 4);
    text("WAVE");
    text("fmt ");
    number(16, 4);
    number(1, 2); // PCM
    number(channels, 2);
    number(rate, 4);
    number(int64_t{2} * channels * rate, 4);
    number(int64_t{2} * channels, 2);
    number(16, 2);
    text("data");
    number(dataBytes, 4);
    return bytes;
}

Error writeFailed(const std::filesystem::path& path)
{
    const int code = errno;
    return {code == ENOSPC || code == EDQUOT ? ErrorCode::DiskFull : ErrorCode::NotWritable, path.string(),
            std::strerror(code)};
}

Error tooLong(const std::filesystem::path& path)
{
    return {ErrorCode::BadOption, path.string(), "longer than a WAV can be"};
}

} // namespace

WavWriter::WavWriter(std::filesystem::path wav, int channels, int rate)
    : m_wav(std::move(wav))
    , m_channels(channels)
    , m_rate(rate)
    , m_file(std::fopen(m_wav.c_str(), "wb"))
{
}

Result<WavWriter> WavWriter::create(const std::filesystem::path& wav, int channels, int rate)
{
    WavWriter writer(wav, channels, rate);
    if (!writer.m_file || std::fwrite(header(channels, rate, 0).data(), 1, kHeader, writer.m_file.get()) != kHeader)
        return writeFailed(wav);
    return writer;
}

Status WavWriter::put()
{
    // This program runs on little-endian machines only. An empty piece may have a null address, which fwrite() doesn't
    // allow.
    const size_t bytes = 2 * m_out.size();
    if (bytes > 0 && std::fwrite(m_out.data(), 1, bytes, m_file.get()) != bytes)
        return writeFailed(m_wav);
    m_samples += std::ssize(m_out) / m_channels;
    return kDone;
}

Status WavWriter::add(const Planes& planes, int64_t most)
{
    const auto count = std::min(std::ssize(planes.front()), most);
    if ((m_samples + count) * m_channels * 2 > kMaxData)
        return tooLong(m_wav);
    m_out.clear();
    for (int64_t i = 0; i < count; ++i) {
        for (const auto& channel : planes) {
            const float sample = std::clamp(channel[static_cast<size_t>(i)] * 32768.0F, -32768.0F, 32767.0F);
            m_out.push_back(static_cast<int16_t>(std::lround(sample)));
        }
    }
    return put();
}

Status WavWriter::addSilence(double seconds)
{
    const int64_t count = std::llround(seconds * m_rate);
    if ((m_samples + count) * m_channels * 2 > kMaxData)
        return tooLong(m_wav);
    m_out.assign(static_cast<size_t>(count * m_channels), 0);
    return put();
}

Status WavWriter::finish()
{
    std::rewind(m_file.get());
    const bool isWritten
        = std::fwrite(header(m_channels, m_rate, m_samples * m_channels * 2).data(), 1, kHeader, m_file.get())
            == kHeader
        && std::fflush(m_file.get()) == 0;
    return isWritten ? Status(kDone) : writeFailed(m_wav);
}

Result<double> writeWav(const std::filesystem::path& sound, const std::filesystem::path& wav, double begin, double end,
                        const Finish& finish, const std::function<void(double)>& progress, const std::stop_token& stop)
{
    Result<SoundStream> stream = SoundStream::open(sound);
    if (!stream)
        return stream.error();
    const int rate = stream->sampleRate();
    const int channels = stream->channels();
    const int64_t first = std::llround(begin * rate);
    const int64_t last = std::llround(end * rate);
    if ((last - first) * channels * 2 > kMaxData) // Told before the work.
        return tooLong(wav);

    Result<WavWriter> writer = WavWriter::create(wav, channels, rate);
    if (!writer)
        return writer.error();

    std::optional<SoundFinisher> finisher;
    if (finish.changesSound()) {
        Result<SoundFinisher> opened = SoundFinisher::open(finish, rate, channels, end - begin);
        if (!opened)
            return opened.error();
        finisher.emplace(std::move(*opened));
    }
    int64_t position = 0; // samples read
    const auto put = [&](const Planes& planes) { return writer->add(planes, last - first - writer->samples()); };
    for (auto piece = stream->next(); !piece.empty() && position < last; piece = stream->next()) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, wav.string(), {}};
        const auto count = static_cast<int64_t>(piece.front().size());
        const int64_t from = std::clamp<int64_t>(first - position, 0, count);
        const int64_t to = std::clamp<int64_t>(last - position, from, count);
        for (auto& channel : piece)
            channel = {channel.begin() + from, channel.begin() + to};
        const Result<Planes> finished = finisher ? finisher->add(piece) : std::move(piece);
        if (!finished)
            return finished.error();
        if (Status done = put(*finished); !done)
            return done.error();
        position += count;
        progress(std::clamp(static_cast<double>(position - first) / static_cast<double>(last - first), 0.0, 1.0));
    }
    if (finisher && position > first) {
        const Result<Planes> rest = finisher->finish();
        if (!rest)
            return rest.error();
        if (Status done = put(*rest); !done)
            return done.error();
    }
    if (stream->readError() && position < last)
        return *stream->readError();
    if (writer->samples() == 0)
        return Error{ErrorCode::BadOption, wav.string(), "no sound is in this range"};
    if (Status done = writer->finish(); !done)
        return done.error();
    return static_cast<double>(writer->samples()) / rate;
}

} // namespace studio::media
