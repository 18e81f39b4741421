// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/PlaybackClock.h"
#include "ui/services/SoundReader.h"

#include <QAudioDevice>
#include <QAudioSink>
#include <QIODevice>
#include <QMediaDevices>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>

namespace studio::ui {
namespace {

constexpr double kSlowest = 0.4; // Speech below this speed, or above double speed, is unintelligible.
constexpr double kFastest = 2.0;
constexpr qint64 kBufferMs = 80; // Short, so that the written position is close to the audible one.
constexpr int kReportMs = 50;
// s: beyond this difference the sound restarts at the picture's position; below, the clock is corrected gradually
constexpr double kFarOff = 0.15;
constexpr double kPatience = 1; // s between two such restarts
constexpr double kDraw = 0.1; // share of the difference corrected per call

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point when)
{
    return std::chrono::duration<double>(Clock::now() - when).count();
}

QString idOf(const QAudioDevice& device)
{
    return QString::fromUtf8(device.id());
}

// A position of the sound, and its time.
struct Heard {
    uint64_t start = 0; // which start() it belongs to
    double seconds = 0;
    Clock::time_point when;
};

// The device that the audio sink reads.
class SoundDevice : public QIODevice {
public:
    SoundDevice(SoundReader reader, const QAudioFormat& format)
        : m_reader(std::move(reader))
        , m_format(format)
    {
    }

    bool isSequential() const override { return true; }
    // Silence after the end: the film may be longer, and the clock goes on.
    qint64 bytesAvailable() const override { return 1 << 20; }

protected:
    qint64 readData(char* data, qint64 size) override
    {
        const int frameBytes = std::max(1, m_format.bytesPerFrame()); // An invalid format has 0 bytes per frame.
        const auto frames = static_cast<size_t>(size / frameBytes);
        m_mono.resize(frames);
        m_reader.read(m_mono);
        const int channels = m_format.channelCount();
        const auto fill = [&](auto* to, auto convert) {
            for (const float sample : m_mono) {
                for (int c = 0; c < channels; ++c)
                    *to++ = convert(sample);
            }
        };
        switch (m_format.sampleFormat()) {
        case QAudioFormat::Int16:
            fill(reinterpret_cast<int16_t*>(data),
                 [](float v) { return static_cast<int16_t>(std::lround(v * 32767)); });
            break;
        case QAudioFormat::Int32:
            fill(reinterpret_cast<int32_t*>(data),
                 [](float v) { return static_cast<int32_t>(std::llround(double{v} * 2147483647)); });
            break;
        case QAudioFormat::Float: fill(reinterpret_cast<float*>(data), [](float v) { return v; }); break;
        case QAudioFormat::UInt8:
            fill(reinterpret_cast<uint8_t*>(data),
                 [](float v) { return static_cast<uint8_t>(std::lround(v * 127 + 128)); });
            break;
        default: std::fill(data, data + size, '\0');
        }
        return static_cast<qint64>(frames) * frameBytes;
    }

    qint64 writeData(const char* /*data*/, qint64 /*size*/) override { return -1; }

private:
    SoundReader m_reader;
    QAudioFormat m_format;
    std::vector<float> m_mono;
};

// Lives on a separate thread, so that nothing else makes the sound stutter.
class Output : public QObject {
public:
    Output()
        : m_report(new QTimer(this))
    {
        m_report->setInterval(kReportMs);
        connect(m_report, &QTimer::timeout, this, &Output::report);
    }

    // The first enumeration of outputs takes a second or two, so it runs before the first playback.
    static void warmUp() { QMediaDevices::defaultAudioOutput(); }

    // `seconds`: the film's time at `since`; the time passed since then is skipped.
    void play(std::shared_ptr<const Sound> sound, double seconds, double rate, uint64_t start, Clock::time_point since)
    {
        stop();
        // Looked up each time, since outputs change.
        const QAudioDevice device = chosenDevice();
        if (device.isNull())
            return;
        QAudioFormat format;
        format.setSampleRate(sound->sampleRate);
        format.setChannelCount(1);
        format.setSampleFormat(QAudioFormat::Int16);
        if (!device.isFormatSupported(format))
            format = device.preferredFormat();
        m_start = start;
        m_played = 0;
        m_from = seconds + rate * secondsSince(since);
        m_rate = rate;
        m_device
            = std::make_unique<SoundDevice>(SoundReader(std::move(sound), m_from, rate, format.sampleRate()), format);
        m_device->open(QIODevice::ReadOnly);
        m_sink = std::make_unique<QAudioSink>(device, format);
        m_sink->setBufferSize(format.bytesForDuration(kBufferMs * 1000));
        m_sink->setVolume(m_volume);
        m_sink->start(m_device.get());
        m_report->start();
    }

    void stop()
    {
        m_report->stop();
        if (m_sink)
            m_sink->stop();
        m_sink.reset();
        m_device.reset();
    }

    void setVolume(double volume)
    {
        m_volume = volume;
        if (m_sink)
            m_sink->setVolume(volume);
    }

    void setOutput(const QString& id) { m_output = id; }

    [[nodiscard]] std::optional<Heard> heard() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_heard;
    }

private:
    [[nodiscard]] QAudioDevice chosenDevice() const
    {
        if (!m_output.isEmpty()) {
            for (const QAudioDevice& device : QMediaDevices::audioOutputs()) {
                if (idOf(device) == m_output)
                    return device;
            }
        }
        return QMediaDevices::defaultAudioOutput();
    }

    void report()
    {
        if (!m_sink || m_sink->state() != QAudio::ActiveState)
            return;
        // PulseAudio and PipeWire report the samples played; others report the samples accepted, a short buffer more.
        // If an output stalls, the clock continues without it.
        const double played = static_cast<double>(m_sink->processedUSecs()) / 1e6;
        if (played <= 0 || played == m_played)
            return;
        m_played = played;
        const std::scoped_lock lock(m_mutex);
        m_heard = Heard{m_start, m_from + played * m_rate, Clock::now()};
    }

    QTimer* m_report;
    std::unique_ptr<SoundDevice> m_device;
    std::unique_ptr<QAudioSink> m_sink;
    QString m_output; // empty: the system's default
    double m_volume = 1;
    double m_from = 0;
    double m_rate = 1;
    double m_played = 0; // s, at the last report
    uint64_t m_start = 0;

    mutable std::mutex m_mutex;
    std::optional<Heard> m_heard;
};

class SoundClock : public PlaybackClock {
public:
    SoundClock()
        : m_output(new Output)
    {
        m_thread.setObjectName(QStringLiteral("sound"));
        m_output->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_output, &QObject::deleteLater);
        m_thread.start();
        later([](Output& /*output*/) { Output::warmUp(); });
    }

    ~SoundClock() override
    {
        later([](Output& output) { output.stop(); });
        m_thread.quit();
        m_thread.wait();
    }

    void setSound(std::shared_ptr<const Sound> sound) override
    {
        m_sound = std::move(sound);
        if (m_running)
            start(seconds(), m_rate);
    }

    void start(double seconds, double rate) override
    {
        m_base = seconds;
        m_rate = rate;
        m_since = Clock::now();
        m_last = seconds;
        m_running = true;
        startOutput();
    }

    void stop() override
    {
        m_base = seconds();
        m_running = false;
        ++m_start;
        later([](Output& output) { output.stop(); });
    }

    double seconds() const override
    {
        if (!m_running)
            return m_base;
        const auto heard = m_output->heard();
        if (heard && heard->start == m_start) {
            const double off = heard->seconds + m_rate * secondsSince(heard->when) - running();
            if (std::abs(off) <= kFarOff)
                m_base += off * kDraw;
            else if (secondsSince(m_outputSince) > kPatience)
                startOutput();
        }
        // Corrected, but never backwards: a frame must not be shown twice.
        m_last = m_rate > 0 ? std::max(m_last, running()) : running();
        return m_last;
    }

    void setVolume(double volume) override
    {
        later([volume](Output& output) { output.setVolume(volume); });
    }

    void setOutput(const QString& id) override
    {
        later([id](Output& output) { output.setOutput(id); });
        if (m_running)
            start(seconds(), m_rate);
    }

    FindOutputs findOutputs() const override
    {
        return [] {
            std::vector<SoundOutput> found;
            for (const QAudioDevice& device : QMediaDevices::audioOutputs())
                found.push_back({idOf(device), device.description()});
            return found;
        };
    }

private:
    [[nodiscard]] double running() const { return m_base + m_rate * secondsSince(m_since); }

    // Starts the sound at the clock's time; silent at speeds without intelligible sound.
    void startOutput() const
    {
        ++m_start;
        m_outputSince = Clock::now();
        if (!m_sound || m_rate < kSlowest || m_rate > kFastest) {
            later([](Output& output) { output.stop(); });
            return;
        }
        later([sound = m_sound, from = running(), rate = m_rate, start = m_start,
               since = m_outputSince](Output& output) { output.play(sound, from, rate, start, since); });
    }

    template<typename Action>
    void later(Action action) const
    {
        QMetaObject::invokeMethod(
            m_output, [output = m_output, action] { action(*output); }, Qt::QueuedConnection);
    }

    QThread m_thread;
    Output* m_output; // deleted by its thread
    std::shared_ptr<const Sound> m_sound;
    mutable double m_base = 0; // the time at m_since, corrected towards the sound's position
    mutable double m_last = 0; // the last result of seconds()
    Clock::time_point m_since;
    double m_rate = 1;
    mutable uint64_t m_start = 0; // of the output
    mutable Clock::time_point m_outputSince;
    bool m_running = false;
};

} // namespace

std::unique_ptr<PlaybackClock> makeSoundClock()
{
    return std::make_unique<SoundClock>();
}

} // namespace studio::ui
