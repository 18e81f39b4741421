// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ColourProfile.h"
#include "core/media/EmbeddedFiles.h"
#include "core/media/Exif.h"
#include "core/media/FilmText.h"
#include "core/media/MovieReader.h"
#include "core/media/Mp4.h"
#include "core/media/Picture.h"
#include "core/media/Subtitles.h"
#include "core/media/VoiceReader.h"
#include "core/media/WordAlignment.h"
#include "tests/fuzz/Readers.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/PthWriter.h"

#include <fstream>
#include <span>
#include <stdexcept>

namespace studio::test::fuzz {
namespace {

namespace fs = std::filesystem;
using Inputs = std::vector<std::string>;

std::span<const uint8_t> bytesOf(std::string_view input)
{
    return {reinterpret_cast<const uint8_t*>(input.data()), input.size()};
}

// A film of a few frames, and the same with files embedded in it.
Inputs films()
{
    const fs::path folder = makeFolder();
    const fs::path film = folder / "film.mp4";
    Inputs inputs;
    if (test::write(film, test::format(), 4)) {
        inputs = contentsOf(folder);
        test::write(folder / "voice.wav", "some bytes");
        test::write(folder / "none", "");
        (void)media::embedFiles(film, {{"voice", folder / "voice.wav"}, {"note", folder / "none"}});
        fs::remove(folder / "voice.wav");
        fs::remove(folder / "none");
        inputs.push_back(contentsOf(folder).front());
    }
    fs::remove_all(folder);
    return inputs;
}

// Accepted if a file is in it.
std::optional<Error> readEmbedded(std::string_view input, const fs::path& folder)
{
    const fs::path movie = folder / "film.mp4";
    const fs::path out = folder / "out";
    test::write(movie, input);
    const auto files = media::embeddedFiles(movie);
    if (!files)
        return files.error();
    for (const media::EmbeddedFile& file : *files) {
        (void)media::isSameFile(file, movie);
        const auto made = media::extractFile(movie, file, out);
        if (made && made->parent_path() != out)
            throw std::logic_error("a file was written elsewhere: " + made->string());
    }
    fs::remove_all(out);
    return files->empty() ? std::optional(Error{ErrorCode::MediaDamaged, movie, "there is no file in it"})
                          : std::nullopt;
}

// As a film that was broken off is read: to go on behind its pictures.
std::optional<Error> readBeginning(std::string_view input, const fs::path& folder)
{
    const fs::path movie = folder / "film.mp4";
    test::write(movie, input);
    const auto content = media::movieContent(movie);
    if (!content)
        return content.error();
    (void)content->picturesAt(25);
    (void)content->samplesOfPictures();
    static const media::Handle<AVCodecContext> encoder = [] {
        media::Handle<AVCodecContext> made(avcodec_alloc_context3(nullptr));
        made->codec_id = AV_CODEC_ID_H264;
        made->width = test::kWidth;
        made->height = test::kHeight;
        made->framerate = {25, 1};
        return made;
    }();
    (void)media::copyablePictures(movie, *encoder, {0, 1000});
    const Status copied = media::copyPictures(movie, {1, 4}, [](AVPacket&, AVRational) -> Status { return kDone; });
    return copied ? std::nullopt : std::optional(copied.error());
}

constexpr int64_t kMostPixels = 1 << 20; // that are decoded: the limits for more are in the header's check

std::optional<Error> readMovie(std::string_view input, const fs::path& folder)
{
    const fs::path file = folder / "film";
    test::write(file, input);
    auto movie = media::MovieReader::open(file);
    if (!movie)
        return movie.error();
    if (int64_t{movie->info().width} * movie->info().height > kMostPixels)
        return std::nullopt;
    for (int frames = 0; frames < 4; ++frames) {
        const auto frame = movie->nextFrame();
        if (!frame)
            return frame.error();
        if (!*frame)
            break;
    }
    (void)movie->seek(0.08);
    (void)movie->nextFrame();
    return std::nullopt;
}

std::optional<Error> readPicture(std::string_view input, const fs::path& folder)
{
    const fs::path file = folder / "picture";
    test::write(file, input);
    std::optional<Error> error;
    for (const auto rules : {media::PictureRules::Reference, media::PictureRules::Studio}) {
        const auto info = media::probePicture(file, rules);
        if (!info) {
            error = info.error();
            continue;
        }
        if (int64_t{info->width} * info->height > kMostPixels)
            continue;
        const auto picture = media::readPicture(file, rules);
        if (!picture)
            error = picture.error();
        else if (picture->width != info->readWidth || picture->height != info->readHeight
                 || std::ssize(picture->rgb) != int64_t{3} * picture->width * picture->height)
            throw std::logic_error("another size than announced");
    }
    return error;
}

Inputs smallPictures()
{
    Inputs inputs = contentsOf(TEST_DATA "/pictures");
    const Inputs more = contentsOf(TEST_DATA "/fuzz/picture");
    inputs.insert(inputs.end(), more.begin(), more.end());
    return inputs;
}

// Never refuses anything.
std::optional<Error> readExif(std::string_view input, const fs::path& /*folder*/)
{
    const std::span<const uint8_t> file = bytesOf(input);
    for (const auto orientation :
         {media::jpegOrientation, media::pngOrientation, media::webpOrientation, media::tiffOrientation}) {
        if (orientation(file) < 1 || orientation(file) > 8)
            throw std::logic_error("no such orientation");
    }
    (void)media::jpegIsAdobeRgb(file);
    return std::nullopt;
}

// An ICC profile. Never refuses anything either: colours of a damaged one are left as they are.
std::optional<Error> readProfile(std::string_view input, const fs::path& /*folder*/)
{
    const std::span<const uint8_t> icc = bytesOf(input);
    const std::array<uint8_t, 16> samples{1, 2, 3, 4, 250, 251, 252, 253};
    std::array<uint8_t, 6> rgb{};
    for (const auto inks : {media::Inks::Grey, media::Inks::Rgb, media::Inks::Cmyk, media::Inks::Lab}) {
        const auto colours = media::ToSrgb::make({.icc = {icc.begin(), icc.end()}}, {.inks = inks, .bytes = 1});
        if (colours)
            colours->convert(samples.data(), rgb.data(), 2);
    }
    return std::nullopt;
}

// That of a picture whose file has it as it is.
Inputs profiles()
{
    constexpr size_t kSignature = 36; // of a profile's beginning to "acsp"
    Inputs inputs;
    for (const std::string& file : contentsOf(TEST_DATA "/fuzz/picture")) {
        const size_t signature = file.find("acsp");
        if (signature != std::string::npos && signature >= kSignature)
            inputs.push_back(file.substr(signature - kSignature));
    }
    return inputs;
}

std::optional<Error> readSound(std::string_view input, const fs::path& folder)
{
    const fs::path file = folder / "sound";
    test::write(file, input);
    const auto info = media::probeSound(file);
    const auto voice = media::readVoice(file);
    if (voice && !info)
        throw std::logic_error("a sound that can't be probed");
    return voice ? std::nullopt : std::optional(voice.error());
}

// An SRT, or words that are laid under a voice. What is read is written and read again: nothing may be lost.
std::optional<Error> readSubtitles(std::string_view input, const fs::path& folder)
{
    const std::string subject = folder / "words";
    if (!media::isSrt(input)) {
        const std::vector<media::LoudStretch> loud{{0.5, 3}, {3.2, 4}, {5, 9.5}};
        const auto cues = media::alignWords(input, loud, 10);
        if (!cues)
            return Error{cues.error().code, subject, cues.error().detail};
        for (size_t i = 0; i < cues->size(); ++i) {
            const media::Cue& cue = (*cues)[i];
            const double next = i + 1 < cues->size() ? (*cues)[i + 1].begin : 10.5;
            if (!(cue.begin >= 0 && cue.end > cue.begin && cue.end <= next + 1e-9))
                throw std::logic_error("a cue is where it can't be");
        }
        return std::nullopt;
    }
    const auto cues = media::parseSrt(input, subject);
    if (!cues)
        return cues.error();
    const auto again = media::parseSrt(media::srtOf(*cues), subject);
    if (!again || again->size() > cues->size())
        throw std::logic_error("written, they are other subtitles");
    media::Finish finish;
    finish.subtitles = media::Subtitles{.as = media::SubtitlesAs::Burned, .cues = media::cuesWithin(*cues, 1, 3)};
    (void)media::filmText(finish, {720, 1280});
    return std::nullopt;
}

Inputs subtitles()
{
    return {"1\n00:00:01,000 --> 00:00:02,500\n<i>Hello.</i>\nHow are you?\n\n2\n00:00:02,000 --> 00:00:03,000\n"
            "\u4f60\u597d\uff0c\u4e16\u754c\u3002\n\n",
            "\xef\xbb\xbf"
            "1\r\n0:00:01.5 --> 100:00:02 X1:1\r\n{\\an8}C:\\News\r\n\r\n",
            "Good morning, everybody. This is a film about a fox.\nIt is short: \u201cvery short\u201d\u2026\n",
            "\u4eca\u5929\u5929\u6c14\u5f88\u597d\uff0c\u6211\u4eec\u53bb\u6563\u6b65\u5427\u3002"};
}

} // namespace

std::vector<Reader> mediaReaders()
{
    // FFmpeg believes headers, up to its own limit of INT_MAX, and gives back what then isn't filled. The address
    // sanitizer counts that too.
    constexpr uint64_t kFfmpegs = uint64_t{2} << 30;
    return {
        {"embedded", [] { return Inputs{films().back()}; }, readEmbedded, kFfmpegs},
        {"film_beginning", films, readBeginning, kFfmpegs},
        {"movie", [] { return Inputs{films().front()}; }, readMovie, kFfmpegs},
        {"picture", smallPictures, readPicture, kFfmpegs},
        {"exif", smallPictures, readExif},
        {"colour_profile", profiles, readProfile},
        {"subtitles", subtitles, readSubtitles},
        {"sound", [] { return contentsOf(TEST_DATA "/fuzz/sound"); }, readSound, kFfmpegs},
    };
}

} // namespace studio::test::fuzz
