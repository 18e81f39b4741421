// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/ReportWriter.h"

#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/spec/FilmScoresJson.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <fstream>

namespace studio::render {
namespace {

// Frames per second of the stages whose time grows with the film.
double framesPerSecond(const jobs::FilmReport& report)
{
    const double seconds = report.render.ditSeconds + report.render.vaeSeconds;
    return seconds > 0 ? static_cast<double>(report.render.frames) / seconds : 0;
}

Status write(const std::filesystem::path& path, const nlohmann::ordered_json& json)
{
    std::ofstream file(path);
    file << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    file.flush();
    if (file)
        return kDone;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored))
        std::filesystem::remove(path, ignored); // Remove an incomplete report.
    return Error{ErrorCode::NotWritable, path.string(), "writing the report failed"};
}

} // namespace

std::string reportText(const jobs::FilmReport& report)
{
    const pipeline::RenderReport& r = report.render;
    std::array<char, 1024> text{};
    const int length = std::snprintf(
        text.data(), text.size(),
        "load %.2f s  text %.2f s  audio %.2f s  image %.2f s  dit %.2f s  vae %.2f s  mux %.2f s  total %.2f s\n"
        "%lld frames of %dx%d, %.1f fps  peak RAM %.2f GB  peak VRAM %.2f GB\n",
        r.loadSeconds, r.textSeconds, r.audioSeconds, r.imageSeconds, r.ditSeconds, r.vaeSeconds, report.muxSeconds,
        report.totalSeconds, static_cast<long long>(report.frames), report.width, report.height,
        framesPerSecond(report), gigabytes(peakResidentBytes()), gigabytes(r.peakDeviceBytes));
    if (r.plans > 0)
        std::snprintf(text.data() + length, text.size() - static_cast<size_t>(length),
                      "promised VRAM %.2f GB, RAM %.2f GB  %d layers resident, %d streamed, %d from disk  %d lanes\n"
                      "copied %.2f GB to the device, %.2f GB back  stalls %.2f s%s\n",
                      gigabytes(r.promisedDeviceBytes), gigabytes(r.promisedRamBytes), r.residentLayers,
                      r.streamedLayers, r.diskLayers, r.lanes, gigabytes(r.toDeviceBytes), gigabytes(r.fromDeviceBytes),
                      r.stallSeconds, r.plans > 1 ? "  memory got short: planned anew" : "");
    return text.data();
}

Status writeReport(const std::filesystem::path& path, const jobs::FilmReport& report,
                   const std::optional<Speech>& speech, const Error* outcome)
{
    const pipeline::RenderReport& r = report.render;
    nlohmann::ordered_json json{
        {"seconds",
         {{"load", r.loadSeconds},
          {"text", r.textSeconds},
          {"audio", r.audioSeconds},
          {"image", r.imageSeconds},
          {"dit", r.ditSeconds},
          {"vae", r.vaeSeconds},
          {"mux", report.muxSeconds},
          {"read", report.readSeconds},
          {"total", report.totalSeconds}}},
        {"frames", report.frames},
        {"fps", framesPerSecond(report)},
        {"peak_ram_bytes", peakResidentBytes()},
        {"promised_ram_bytes", r.promisedRamBytes},
        {"peak_vram_bytes", r.peakDeviceBytes},
        {"promised_vram_bytes", r.promisedDeviceBytes},
        {"h2d_bytes", r.toDeviceBytes},
        {"d2h_bytes", r.fromDeviceBytes},
        {"disk_bytes", r.diskBytes},
        {"stall_seconds", r.stallSeconds},
        {"plan",
         {{"count", r.plans},
          {"lanes", r.lanes},
          {"resident_layers", r.residentLayers},
          {"streamed_layers", r.streamedLayers},
          {"disk_layers", r.diskLayers},
          {"pinned_kv_layers", r.pinnedKvLayers}}},
        {"width", report.width},
        {"height", report.height},
        {"clips", r.clips},
        {"short_blocks", r.shortBlocks},
        {"prompt_tokens", r.promptTokens},
        {"movie", report.movie.string()},
        {"engine", pipeline::engineDescription()},
    };
    if (speech)
        json["said"]
            = {{"text", speech->text}, {"voice", speech->voice}, {"pace", speech->pace}, {"pitch", speech->pitch}};
    if (outcome)
        json["error"] = {{"code", name(outcome->code)}, {"subject", outcome->subject}, {"detail", outcome->detail}};
    if (report.scores)
        json["scores"] = scoresToJson<nlohmann::ordered_json>(*report.scores);
    return write(path, json);
}

Status writeScores(const std::filesystem::path& path, const std::filesystem::path& movie, const FilmScores& scores)
{
    return write(path, {{"movie", movie.string()}, {"scores", scoresToJson<nlohmann::ordered_json>(scores)}});
}

} // namespace studio::render
