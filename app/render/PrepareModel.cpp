// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/PrepareModel.h"

#include "app/render/Arguments.h"
#include "app/render/MeasuredFilms.h"
#include "app/render/ProgressWriter.h"
#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/pipeline/WeightPreparation.h"

#include <cstdio>

namespace studio::render {

Status prepareModel(const Arguments& arguments, const std::stop_token& stop)
{
    const Result<pipeline::PreparedFile> file = pipeline::preparedFile(arguments.model);
    if (!file)
        return file.error();
    if (file->isReady) {
        std::fprintf(stderr, "The weights are prepared already, %s.\n", gigabytesText(file->bytes).c_str());
    } else {
        std::fprintf(stderr, "Prepared weights take %s of the disk; %s are free there.\n",
                     gigabytesText(file->bytes).c_str(), gigabytesText(file->diskFree).c_str());
        const Stopwatch time;
        ProgressWriter writer(arguments.progress);
        const auto show = [&](int64_t done, int64_t all) {
            writer.show({.stageShare = static_cast<double>(done) / static_cast<double>(all),
                         .prepared = done,
                         .preparing = all});
        };
        const Status prepared = pipeline::prepareWeights(arguments.model, show, stop);
        writer.finish();
        if (!prepared)
            return prepared;
        std::fprintf(stderr, "They are prepared. It took %s.\n", durationText(time.seconds()).c_str());
    }
    std::printf("%s\n", file->path.c_str());
    return kDone;
}

} // namespace studio::render
