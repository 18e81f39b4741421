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
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
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

} // namespace

WavOutput::WavOutput(std::filesystem::path wav, int rate, int channels, std::FILE* file)
    : m_wav(std::move(wav))
    , m_rate(rate)
    , m_channels(channels)
    , m_file(file)
{
}

Result<WavOutput> WavOutput::open(const std::filesystem::path& wav, int rate, int channels)
{
    std::FILE* const file = std::fopen(wav.c_str(), "wb");
    if (!file)
        return writeFailed(wav);
    WavOutput output(wav, rate, channels, file);
    if (!output.put(header(channels, rate, 0).data(), kHeader))
        return writeFailed(wav);
    return output;
}

bool WavOutput::put(const void* bytes, size_t count)
{
    // An empty piece may have a null address, which fwrite() doesn't allow.
    return count == 0 || std::fwrite(bytes, 1, count, m_file.get()) == count;
}

Status WavOutput::write(const Planes& planes)
{
    const size_t count = planes.front().size();
    if ((m_written + static_cast<int64_t>(count)) * m_channels * 2 > kMaxData)
        return Error{ErrorCode::BadOption, m_wav.string(), "longer than a WAV can be"};
    m_out.clear();
    for (size_t i = 0; i < count; ++i) {
        for (const auto& channel : planes) {
            const float sample = std::clamp(channel[i] * 32768.0F, -32768.0F, 32767.0F);
            m_out.push_back(static_cast<int16_t>(std::lround(sample)));
        }
    }
    m_written += static_cast<int64_t>(count);
    // This program runs on little-endian machines only.
    return put(m_out.data(), 2 * m_out.size()) ? Status(kDone) : writeFailed(m_wav);
}

Status WavOutput::finish()
{
    if (m_written == 0)
        return Error{ErrorCode::BadOption, m_wav.string(), "no sound is in this range"};
    std::rewind(m_file.get());
    if (!put(header(m_channels, m_rate, m_written * m_channels * 2).data(), kHeader) || std::fflush(m_file.get()) != 0)
        return writeFailed(m_wav);
    return kDone;
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
    if ((last - first) * channels * 2 > kMaxData)
        return Error{ErrorCode::BadOption, wav.string(), "longer than a WAV can be"};
    Result<WavOutput> output = WavOutput::open(wav, rate, channels);
    if (!output)
        return output.error();

    std::optional<SoundFinisher> finisher;
    if (finish.changesSound()) {
        Result<SoundFinisher> opened = SoundFinisher::open(finish, rate, channels, end - begin);
        if (!opened)
            return opened.error();
        finisher.emplace(std::move(*opened));
    }
    int64_t position = 0; // samples read
    const auto put = [&](Planes planes) {
        const auto room = static_cast<size_t>(last - first - output->written());
        for (auto& channel : planes)
            channel.resize(std::min(channel.size(), room));
        return output->write(planes);
    };
    for (auto piece = stream->next(); !piece.empty() && position < last; piece = stream->next()) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, wav.string(), {}};
        const auto count = static_cast<int64_t>(piece.front().size());
        const int64_t from = std::clamp<int64_t>(first - position, 0, count);
        const int64_t to = std::clamp<int64_t>(last - position, from, count);
        for (auto& channel : piece)
            channel = {channel.begin() + from, channel.begin() + to};
        Result<Planes> finished = finisher ? finisher->add(piece) : std::move(piece);
        if (!finished)
            return finished.error();
        if (Status written = put(std::move(*finished)); !written)
            return written.error();
        position += count;
        progress(std::clamp(static_cast<double>(position - first) / static_cast<double>(last - first), 0.0, 1.0));
    }
    if (finisher && position > first) {
        Result<Planes> rest = finisher->finish();
        if (!rest)
            return rest.error();
        if (Status written = put(std::move(*rest)); !written)
            return written.error();
    }
    if (stream->readError() && position < last)
        return *stream->readError();
    if (Status complete = output->finish(); !complete)
        return complete.error();
    return static_cast<double>(output->written()) / rate;
}

} // namespace studio::media
