// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ModelWords.h"

#include "core/base/FileKind.h"
#include "ui/common/Messages.h"
#include "ui/common/Words.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(ModelWords)
};

// "File 2 of 4" of a model in several, else its name in quotation marks.
QString fileTitle(const QString& path)
{
    const QString name = path.section(QLatin1Char('/'), -1);
    static const QRegularExpression shard(QStringLiteral("-(\\d+)-of-(\\d+)\\."));
    const auto match = shard.match(name);
    return match.hasMatch() ? Tr::tr("File %1 of %2").arg(match.captured(1).toInt()).arg(match.captured(2).toInt())
                            : words::quoted(name);
}

QString wrongTitle(WeightsKind kind)
{
    if (kind == WeightsKind::Unknown || kind == WeightsKind::Empty)
        return Tr::tr("%1 is no part of this model");
    return partOf(kind) ? Tr::tr("%1 is another part of the model") : Tr::tr("%1 belongs to another model");
}

FileProblem foreignProblem(const Error& error, const QString& file, uint64_t bytes, uint64_t published)
{
    const auto is = [&](FileKind kind) { return error.detail == kindName(kind); };
    if (is(FileKind::LfsPointer))
        return {Tr::tr("%1 is a Git LFS pointer, not the file").arg(file),
                published > 0 ? Tr::tr("%1 of text stand where %2 belong: the folder was cloned without git-lfs.")
                                    .arg(words::fileSize(bytes), words::fileSize(published))
                              : Tr::tr("The folder was cloned without git-lfs: “git lfs pull” fetches the file.")};
    if (is(FileKind::WebPage))
        return {Tr::tr("%1 is a web page, not the file").arg(file),
                Tr::tr("A server's answer was saved in its place: download the file itself.")};
    if (is(FileKind::Json) || is(FileKind::Text))
        return {Tr::tr("%1 is a text, not the file").arg(file),
                Tr::tr("A server's answer was saved in its place: download the file itself.")};
    if (is(FileKind::Zeros))
        return {Tr::tr("%1 is empty inside").arg(file),
                Tr::tr("A download has reserved its space and not filled it: let it end.")};
    if (is(FileKind::Archive))
        return {Tr::tr("%1 is packed in an archive").arg(file), Tr::tr("Unpack it.")};
    if (const std::optional<WrongWeights> wrong = wrongWeights(error.detail))
        return {wrongTitle(wrong->kind).arg(file), Tr::tr("It is %1.", "a kind of model").arg(weightsWords(*wrong))};
    return {Tr::tr("%1 is of another format").arg(file), Tr::tr("This format isn't read in its place.")};
}

// The files among what an error's lines name: "missing: <name>". The others are tensors.
QStringList missingFiles(const Error& error)
{
    static const QRegularExpression file(
        QStringLiteral("^missing: ([^,]+\\.(?:safetensors|json|model|pth|pt|bin|gguf))$"));
    QStringList names;
    for (const QString& line : QString::fromStdString(error.detail).split(QLatin1Char('\n'))) {
        const auto match = file.match(line);
        if (match.hasMatch() && !line.contains(QStringLiteral(" in ")))
            names.append(match.captured(1));
    }
    return names;
}

} // namespace

FileProblem fileProblem(const Error& error, uint64_t bytes, uint64_t published)
{
    const QString file = fileTitle(QString::fromStdString(error.subject));
    // The published sizes are rounded.
    const bool isShort = published > 0 && static_cast<double>(bytes) < 0.98 * static_cast<double>(published);
    switch (error.code) {
    case ErrorCode::CheckpointForeign: return foreignProblem(error, file, bytes, published);
    case ErrorCode::CheckpointDamaged:
        if (isShort)
            return {Tr::tr("Cut short: %1", "sizes").arg(words::fileSizes(bytes, published)),
                    Tr::tr("The end of %1 is missing: the download didn't end. Download it again.").arg(file)};
        return {Tr::tr("%1 is damaged").arg(file), Tr::tr("It is cut short or has false entries: download it again.")};
    case ErrorCode::CheckpointIncomplete: {
        const QStringList missing = missingFiles(error);
        if (missing.isEmpty())
            return {Tr::tr("%1 isn't whole").arg(file), Tr::tr("Tensors of this model are missing in it.")};
        return {Tr::tr("%n file(s) missing", nullptr, static_cast<int>(missing.size())),
                missing.join(QStringLiteral(", "))};
    }
    case ErrorCode::CheckpointMismatch: {
        static const QRegularExpression kind(QStringLiteral("\\b(I?Q\\d\\w*|TQ\\d_\\d|MXFP4|NVFP4)\\b"));
        const auto match = kind.match(QString::fromStdString(error.detail));
        return {Tr::tr("%1 can't be used").arg(file),
                match.hasMatch() ? Tr::tr("Its numbers are stored as %1, which isn't read.").arg(match.captured(1))
                                 : Tr::tr("Its tensors have other shapes or kinds of numbers than this model's.")};
    }
    case ErrorCode::LoraMismatch:
        return {Tr::tr("%1 doesn't fit this model").arg(file),
                Tr::tr("It was made for another model, or is of a kind that can't be applied.")};
    case ErrorCode::PickleUnsafe:
        return {Tr::tr("%1 wants to run code and was not opened").arg(file), Tr::tr("A model needs numbers only.")};
    case ErrorCode::FileMissing: return {Tr::tr("%1 doesn't exist any more").arg(file), {}};
    case ErrorCode::FileUnreadable:
        return {Tr::tr("%1 can't be read").arg(file), Tr::tr("It is no file, or you have no permission to read it.")};
    default: return {Tr::tr("%1 can't be used").arg(file), Tr::tr("The engine can't read it.")};
    }
}

QString partName(ModelPart part, const ModelEntry& model)
{
    switch (part) {
    case ModelPart::VideoModel: return Tr::tr("Video model");
    case ModelPart::TextEncoder: return Tr::tr("Text encoder");
    case ModelPart::Tokenizer: return Tr::tr("Tokenizer");
    case ModelPart::VoiceEncoder: return Tr::tr("Voice encoder");
    case ModelPart::PictureDecoder: return Tr::tr("Picture decoder");
    case ModelPart::Lora: break;
    }
    // Its name without the size.
    static const QRegularExpression size(QStringLiteral(" \\d+B$"));
    return Tr::tr("%1 LoRA", "a model").arg(QString::fromStdString(model.title).remove(size));
}

QString placeName(pipeline::PlaceKind kind)
{
    switch (kind) {
    case pipeline::PlaceKind::HuggingFace: return Tr::tr("Hugging Face cache");
    case pipeline::PlaceKind::ModelScope: return Tr::tr("ModelScope cache");
    case pipeline::PlaceKind::ComfyUi: return Tr::tr("ComfyUI folder");
    case pipeline::PlaceKind::Folder: break;
    }
    return Tr::tr("Own folder");
}

QString fromPlace(pipeline::PlaceKind kind)
{
    switch (kind) {
    case pipeline::PlaceKind::HuggingFace: return Tr::tr("from the Hugging Face cache");
    case pipeline::PlaceKind::ModelScope: return Tr::tr("from the ModelScope cache");
    case pipeline::PlaceKind::ComfyUi: return Tr::tr("from ComfyUI's folder");
    case pipeline::PlaceKind::Folder: break;
    }
    return Tr::tr("from another folder");
}

QString formatName(const pipeline::FoundPart& part)
{
    const QString format = QString::fromStdString(part.format);
    return part.path.extension() == ".gguf" && !format.isEmpty() ? QStringLiteral("GGUF ") % format : format;
}

} // namespace studio::ui
