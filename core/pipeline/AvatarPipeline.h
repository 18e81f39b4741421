// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"
#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelParts.h"

#include <memory>
#include <stop_token>

namespace studio::tensor {
class Accelerator;
}

namespace studio::pipeline {

// Which model to load, and how to compute with it.
struct ModelOptions {
    std::filesystem::path checkpoint; // as for model::findCheckpoint()
    std::filesystem::path lora; // a file, or a folder with entry.files.lora; empty for none
    std::optional<double> loraAlpha; // half the rank if neither given nor in the file
    std::string device = "cpu"; // cpu, cuda, cuda:n, or sim:GB: a simulated device with that much memory, on the CPU
    std::optional<NumberFormat> precision; // Fp32 or Bf16; fp32 on a CPU, bf16 on a GPU if not given
    EightBits eightBits = EightBits::None; // of the layers' linear weights
    bool textOnCpu = false; // the text encoder stays on the CPU in bf16
    std::filesystem::path promptCache; // folder for encoded prompts; empty for none
    std::filesystem::path slabCache{}; // folder for merged and quantised weights; empty for none. Not used on the CPU.
    PartFiles parts{}; // files that take the place of the checkpoint's own
    std::filesystem::path lightDecoder{}; // of films whose decoder is PictureDecoder::Light; empty for none
    ModelEntry entry{}; // names of the files, and sizes to offer instead of one that is too large

    bool operator==(const ModelOptions&) const = default;
};

// Renders talking-head videos. One render at a time, on one thread; loaded networks are kept for the next one.
class AvatarPipeline {
public:
    // Checks that the checkpoint's files exist; networks are read by the first render(). Errors: FileMissing;
    // CheckpointIncomplete naming every missing file; BadOption and Unsupported for the device.
    static Result<AvatarPipeline> open(const ModelOptions& options);
    // The same with an open device instead of the options'; null for the CPU.
    static Result<AvatarPipeline> open(const ModelOptions& options, std::unique_ptr<tensor::Accelerator> device);
    AvatarPipeline(AvatarPipeline&&) noexcept;
    AvatarPipeline& operator=(AvatarPipeline&&) noexcept;
    ~AvatarPipeline();

    [[nodiscard]] const ModelOptions& options() const;

    // Renders, and passes every frame to the sink. Errors: BadOption for an invalid request; AudioTooShort;
    // CheckpointIncomplete, CheckpointMismatch, CheckpointDamaged, PickleUnsafe and LoraMismatch when networks are read
    // (once); NotFinite; those of the sink; Cancelled (the frames passed so far are whole blocks); OutOfMemory;
    // DoesNotFit if no plan keeps within the budgets; NotWritable or DiskFull for the dump. `report` is filled in after
    // an error too.
    Status render(const RenderRequest& request, RenderSink& sink, RenderReport& report, std::stop_token stop = {});

private:
    struct Private;
    explicit AvatarPipeline(std::unique_ptr<Private> owned);
    std::unique_ptr<Private> m_d;
};

// Versions of the libraries it computes with, "libtorch 2.11.0, CPU only", for an about page.
[[nodiscard]] std::string engineDescription();

} // namespace studio::pipeline
